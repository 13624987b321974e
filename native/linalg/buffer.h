// Large arrays for linear algebra: 64-byte aligned, with contents of no meaning, and false instead
// of an exception when memory is short. Unlike blocks of the pool they go back to the system.
#ifndef IMAGEPIPELINE_LINALG_BUFFER_H_
#define IMAGEPIPELINE_LINALG_BUFFER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

namespace imagepipeline {

template <typename T>
class Buffer {
 public:
  [[nodiscard]] bool Allocate(size_t count) {
    constexpr size_t kMaxBytes = size_t{1} << 46;
    size_ = 0;
    data_.reset();
    if (count > kMaxBytes / sizeof(T)) return false;
    data_.reset(static_cast<T*>(::operator new(count * sizeof(T), kAlignment, std::nothrow)));
    if (data_ == nullptr) return false;
    size_ = count;
    return true;
  }
  void Free() {
    data_.reset();
    size_ = 0;
  }

  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  size_t size() const { return size_; }
  uint64_t bytes() const { return uint64_t{size_} * sizeof(T); }
  T& operator[](size_t i) { return data_.get()[i]; }
  const T& operator[](size_t i) const { return data_.get()[i]; }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Delete {
    void operator()(T* data) const { ::operator delete(data, kAlignment); }
  };

  std::unique_ptr<T, Delete> data_;
  size_t size_ = 0;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_BUFFER_H_
