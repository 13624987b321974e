// Addresses of rows and windows.
#ifndef IMAGEPIPELINE_RUNTIME_IMAGE_VIEW_H_
#define IMAGEPIPELINE_RUNTIME_IMAGE_VIEW_H_

#include "core/image.h"
#include "core/status.h"

namespace imagepipeline {

inline size_t PixelBytes(const Shape& shape, DType dtype) {
  return static_cast<size_t>(shape.channels) * SizeOf(dtype);
}

inline const uint8_t* Row(const ConstImage& image, int64_t y) {
  return image.data + y * image.stride_bytes;
}

inline uint8_t* Row(const MutableImage& image, int64_t y) {
  return image.data + y * image.StrideBytes();
}

inline bool IsFloatAligned(const void* data) {
  return reinterpret_cast<uintptr_t>(data) % alignof(float) == 0;
}

inline size_t RowValues(const Shape& shape) {
  return static_cast<size_t>(shape.width * shape.channels);
}

// Of the pixels of a row.
inline int64_t RowBytes(const ConstImage& image) {
  return image.shape.width * static_cast<int64_t>(PixelBytes(image.shape, image.dtype));
}

// Whether its rows follow each other without a gap.
inline bool IsDense(const ConstImage& image) { return image.stride_bytes == RowBytes(image); }

// A part of an image that lies inside it.
inline ConstImage Window(const ConstImage& image, int64_t top, int64_t left, int64_t height,
                         int64_t width) {
  ConstImage window = image;
  window.data = Row(image, top) + left * static_cast<int64_t>(PixelBytes(image.shape, image.dtype));
  window.shape.height = height;
  window.shape.width = width;
  return window;
}

inline ConstImage AsConst(const MutableImage& image) {
  return {image.data, image.dtype, image.shape, image.StrideBytes()};
}

inline Status OutOfMemory() {
  return {"E_ALLOC", "not enough memory for the work space of an image"};
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_IMAGE_VIEW_H_
