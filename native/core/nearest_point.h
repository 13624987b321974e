// Which input pixel a nearest resize reads, in float32 as TensorFlow computes it or in double as
// Pillow does.
#ifndef IMAGEPIPELINE_CORE_NEAREST_POINT_H_
#define IMAGEPIPELINE_CORE_NEAREST_POINT_H_

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace imagepipeline {

// Where output i lies on the input, with scale = input size / output size.
enum class NearestPoint : uint8_t {
  kCentre,  // (i + 0.5) * scale, cut off: pixels are areas
  kCorner,  // i * scale, cut off
  kEnds,    // i * (input size - 1) / (output size - 1), rounded: the first and last pixels agree
  kPillow,  // scale / 2, then one scale after the other added, cut off
};

inline int64_t PillowPixelOf(int64_t size, int64_t output_size, int64_t i) {
  const double scale = static_cast<double>(size) / static_cast<double>(output_size);
  double at = 0.5 * scale;
  // Not i * scale: where a sum falls on a pixel's edge its rounding decides.
  for (int64_t k = 0; k < i; ++k) at += scale;
  return std::min(static_cast<int64_t>(at), size - 1);
}

// Index in 0..size-1. size and output_size are at least 1.
inline int64_t NearestPixelOf(NearestPoint point, int64_t size, int64_t output_size, int64_t i) {
  if (point == NearestPoint::kPillow) return PillowPixelOf(size, output_size, i);
  const bool ends = point == NearestPoint::kEnds && output_size > 1;
  const float scale = ends ? static_cast<float>(size - 1) / static_cast<float>(output_size - 1)
                           : static_cast<float>(size) / static_cast<float>(output_size);
  const float at = (static_cast<float>(i) + (point == NearestPoint::kCentre ? 0.5f : 0.0f)) * scale;
  const float whole = point == NearestPoint::kEnds ? std::round(at) : std::floor(at);
  return std::min(static_cast<int64_t>(whole), size - 1);
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_NEAREST_POINT_H_
