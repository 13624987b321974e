// The moves that a stage asks for: where output pixels read, and what each mixes there.
#ifndef IMAGEPIPELINE_PROGRAM_MOVES_H_
#define IMAGEPIPELINE_PROGRAM_MOVES_H_

#include <cstdint>
#include <vector>

#include "core/border.h"
#include "core/matrix.h"
#include "core/nearest_point.h"
#include "core/philox.h"
#include "core/scipy_coords.h"
#include "core/tf_coords.h"

namespace imagepipeline {

// One resample through a map of output pixels to input coordinates.
struct GeometricAction {
  Matrix3 output_to_input;
  int64_t height = 0;  // of the output
  int64_t width = 0;
  Interpolation interpolation = Interpolation::kBilinear;
  FillMode fill_mode = FillMode::kReflect;
  float fill_value = 0;
  // True when every output pixel is some input pixel (flip, crop): no arithmetic, no border, any
  // dtype. Such an action takes its neighbour's fill mode and interpolation when fused.
  bool index_shuffle = false;
  // Only kExact fuses.
  CoordRule rule = CoordRule::kExact;
  // Instead of fill_mode, with the rule kSciPy.
  SciPyMode scipy_mode = SciPyMode::kNearest;
};

enum class ResizeMethod : uint8_t {
  kNearest,
  kBilinear,
  kBicubic,
  kLanczos3,
  kLanczos5,
  kGaussian,
  kMitchell,
  kArea
};

// A separable resize of a window of the input. The window may exceed the input (padding): what lies
// outside reads fill_value.
struct ResampleAction {
  int64_t height = 0;  // of the output
  int64_t width = 0;
  ResizeMethod method = ResizeMethod::kBilinear;
  NearestPoint point = NearestPoint::kCentre;  // kNearest; only kCentre fuses
  bool antialias = false;
  int64_t window_top = 0, window_left = 0, window_height = 0, window_width = 0;
  float fill_value = 0;

  bool operator==(const ResampleAction&) const = default;
};

// Every value mixed with its neighbours in the same channel: self_weight * v + blur_weight * K(v).
// K is separable and centred: an odd number of weights along x and along y. Outside the image is 0.
struct Convolution {
  std::vector<double> columns, rows;
  double self_weight = 0, blur_weight = 1;

  bool operator==(const Convolution&) const = default;
};

// Output pixel (x, y) reads the input at (x, y) + d(x, y). Both coordinates of d are normal noise,
// NormalAt(noise_key, y, 2 x) and NormalAt(noise_key, y, 2 x + 1), smoothed by `weights` along both
// axes (outside the image is 0) and times `gain`.
struct Displacement {
  PhiloxKey noise_key{};
  double gain = 0;              // in pixels
  std::vector<double> weights;  // an odd number
  Interpolation interpolation = Interpolation::kBilinear;
  FillMode fill_mode = FillMode::kReflect;
  float fill_value = 0;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_MOVES_H_
