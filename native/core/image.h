// Value types for pixels in memory. Everything is row-major [height, width, channels], channels
// last.
#ifndef IMAGEPIPELINE_CORE_IMAGE_H_
#define IMAGEPIPELINE_CORE_IMAGE_H_

#include <cstddef>
#include <cstdint>

namespace imagepipeline {

enum class DType : uint8_t { kUint8 = 0, kUint16 = 1, kInt32 = 2, kFloat32 = 3 };

constexpr size_t SizeOf(DType dtype) {
  return dtype == DType::kUint8 ? 1 : dtype == DType::kUint16 ? 2 : 4;
}

// Channels of a pixel that one step can mix (covariance, a matrix); one pixel of doubles then fits
// on the stack.
constexpr int64_t kMaxMixedChannels = 256;

// Height, width and channels of one image. Each is at least 1 once a Plan has accepted it.
struct Shape {
  int64_t height = 0;
  int64_t width = 0;
  int64_t channels = 0;

  constexpr int64_t PixelCount() const { return height * width; }
  constexpr int64_t ValueCount() const { return height * width * channels; }
  bool operator==(const Shape&) const = default;
};

// A read-only view on pixels that somebody else keeps alive. `stride_bytes` is the distance between
// the starts of two rows; it may exceed width * channels * SizeOf(dtype) (a window of a larger
// image), and `data` needs no alignment. Kernels may read the gap between rows as bytes without a
// meaning, but nothing before the first row or after the last.
struct ConstImage {
  const uint8_t* data = nullptr;
  DType dtype = DType::kFloat32;
  Shape shape;
  int64_t stride_bytes = 0;
};

// A writable, densely packed destination.
struct MutableImage {
  uint8_t* data = nullptr;
  DType dtype = DType::kFloat32;
  Shape shape;
  // Part of a result too large to stay in the caches: float32 rows are written past them.
  bool streamed = false;
  // Channels first: one plane per channel. Only for results of a whole plan.
  bool planar = false;

  int64_t StrideBytes() const {
    return shape.width * shape.channels * static_cast<int64_t>(SizeOf(dtype));
  }
  size_t SizeBytes() const { return static_cast<size_t>(shape.ValueCount()) * SizeOf(dtype); }
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_IMAGE_H_
