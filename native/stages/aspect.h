// The window of an aspect ratio inside or around an image, as Keras computes it.
#ifndef IMAGEPIPELINE_STAGES_ASPECT_H_
#define IMAGEPIPELINE_STAGES_ASPECT_H_

#include <algorithm>
#include <cstdint>

namespace imagepipeline {

// side * wanted / other, truncated. In double because the target may be absurdly large here;
// Plan::Output refuses it.
inline int64_t ScaledSide(int64_t side, int64_t wanted, int64_t other) {
  const double scaled =
      static_cast<double>(side) * static_cast<double>(wanted) / static_cast<double>(other);
  return scaled < 0x1p53 ? static_cast<int64_t>(scaled) : int64_t{1} << 53;
}

struct AspectSize {
  int64_t height = 0;
  int64_t width = 0;
};

// Sides of the largest window with the target's aspect ratio that fits into height x width.
inline AspectSize CropToAspect(int64_t height, int64_t width, int64_t target_height,
                               int64_t target_width) {
  return {std::clamp<int64_t>(ScaledSide(width, target_height, target_width), 1, height),
          std::clamp<int64_t>(ScaledSide(height, target_width, target_height), 1, width)};
}

// Sides of the smallest window with the target's aspect ratio that holds height x width.
inline AspectSize PadToAspect(int64_t height, int64_t width, int64_t target_height,
                              int64_t target_width) {
  return {std::max(height, ScaledSide(width, target_height, target_width)),
          std::max(width, ScaledSide(height, target_width, target_height))};
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_STAGES_ASPECT_H_
