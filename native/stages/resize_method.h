// What the resizing stages share.
#ifndef IMAGEPIPELINE_STAGES_RESIZE_METHOD_H_
#define IMAGEPIPELINE_STAGES_RESIZE_METHOD_H_

#include "program/param_reader.h"
#include "program/stage.h"

namespace imagepipeline {

// Reads `interpolation`.
inline ResizeMethod ReadResizeMethod(ParamReader& params) {
  return params.Word<ResizeMethod>("interpolation", {{"bilinear", ResizeMethod::kBilinear},
                                                     {"nearest", ResizeMethod::kNearest},
                                                     {"bicubic", ResizeMethod::kBicubic},
                                                     {"lanczos3", ResizeMethod::kLanczos3},
                                                     {"lanczos5", ResizeMethod::kLanczos5},
                                                     {"gaussian", ResizeMethod::kGaussian},
                                                     {"mitchellcubic", ResizeMethod::kMitchell},
                                                     {"area", ResizeMethod::kArea}});
}

// Whether the method reproduces its input at the same size. The other kernels blur even there.
inline bool Interpolates(ResizeMethod method) {
  return method == ResizeMethod::kNearest || method == ResizeMethod::kBilinear ||
         method == ResizeMethod::kBicubic || method == ResizeMethod::kArea;
}

// The action, or none when it would reproduce the input.
inline Action ResampleWindow(const ResampleAction& action, const Shape& input) {
  const bool whole = action.window_top == 0 && action.window_left == 0 &&
                     action.window_height == input.height && action.window_width == input.width;
  if (Interpolates(action.method) && whole && action.height == input.height &&
      action.width == input.width)
    return NoAction{};
  return action;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_STAGES_RESIZE_METHOD_H_
