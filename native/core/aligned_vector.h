// A std::vector that begins at a multiple of 64 bytes, for tables that vectors are loaded from.
#ifndef IMAGEPIPELINE_CORE_ALIGNED_VECTOR_H_
#define IMAGEPIPELINE_CORE_ALIGNED_VECTOR_H_

#include <cstddef>
#include <new>
#include <vector>

namespace imagepipeline {

template <typename T>
struct AlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  AlignedAllocator() = default;
  template <typename U>
  AlignedAllocator(const AlignedAllocator<U>& /*other*/) {}

  T* allocate(size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), kAlignment));
  }
  void deallocate(T* data, size_t /*count*/) { ::operator delete(data, kAlignment); }

  bool operator==(const AlignedAllocator& /*other*/) const { return true; }
};

template <typename T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_ALIGNED_VECTOR_H_
