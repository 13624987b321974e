// Builds an arena: plain values one after the other, found again by their offset.
#ifndef IMAGEPIPELINE_CUDA_ARENA_H_
#define IMAGEPIPELINE_CUDA_ARENA_H_

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

namespace imagepipeline::cuda {

class Arena {
 public:
  // Copies `values`; their offset is a multiple of 16.
  template <typename T>
  uint64_t Put(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    const uint64_t offset = (bytes_.size() + 15) / 16 * 16;
    bytes_.resize(offset + values.size() * sizeof(T));
    if (!values.empty())
      std::memcpy(bytes_.data() + offset, values.data(), values.size() * sizeof(T));
    return offset;
  }

  const std::vector<uint8_t>& bytes() const { return bytes_; }
  void Clear() { bytes_.clear(); }

 private:
  std::vector<uint8_t> bytes_;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_ARENA_H_
