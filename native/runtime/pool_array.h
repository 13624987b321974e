// Plain values in a block of the pool: arrays too large for the heap to keep from image to image.
#ifndef IMAGEPIPELINE_RUNTIME_POOL_ARRAY_H_
#define IMAGEPIPELINE_RUNTIME_POOL_ARRAY_H_

#include <cstddef>
#include <new>
#include <type_traits>

#include "runtime/pool.h"

namespace imagepipeline {

template <typename T>
class PoolArray {
  static_assert(std::is_trivial_v<T>);

 public:
  PoolArray() = default;
  // What the values are is undefined. Throws as std::vector does.
  explicit PoolArray(size_t size) : block_(PoolBlock::Allocate(size * sizeof(T))), size_(size) {
    if (!block_) throw std::bad_alloc();
  }

  size_t size() const { return size_; }
  T* data() { return static_cast<T*>(block_.data()); }
  const T* data() const { return static_cast<const T*>(block_.data()); }
  T& operator[](size_t i) { return data()[i]; }
  const T& operator[](size_t i) const { return data()[i]; }
  T* begin() { return data(); }
  T* end() { return data() + size_; }

 private:
  PoolBlock block_;
  size_t size_ = 0;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_POOL_ARRAY_H_
