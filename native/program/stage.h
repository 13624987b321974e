// The stage contract: a stage draws its numbers, then says what it does to an image as one of a few
// Actions.
//
//   kind             numbers                      action      dtype
//   flip             horizontal vertical          geometric   kept (index shuffle)
//   crop             top left                     geometric   kept
//   translation      heightFactor widthFactor     geometric   float32
//   rotation         angleRad                     geometric   float32
//   zoom             heightScale widthScale       geometric   float32
//   shear            xShear yShear                geometric   float32
//   shear_angle      angleRad                     geometric   float32
//   perspective      apply topLeftX topLeftY .. geometric   float32
//   elastic          apply distortion noise0 noise1
//                                                 displace    float32
//   projective       m0 .. m7                     geometric   float32
//   idg_affine       theta tx ty shear zx zy      geometric   float32
//   tf_transform     m0 .. m8                     geometric   kept (rounded, saturated)
//   tfjs_rotation    cos sin centerX centerY      geometric   kept (rounded, saturated)
//   resize           -                            resample    kept (rounded, saturated)
//   resized_crop     top left height width        resample    kept (rounded, saturated)
//   pillow_resize    -                            resample    kept
//   tf_resize_nearest -                           resample    kept
//   random_size      heightFactor widthFactor     resample    kept (rounded, saturated)
//   rescale          -                            points      float32
//   normalize        -                            points      float32
//   brightness       delta                        points      float32
//   invert           invert                       points      float32
//   saturation       scale                        points      float32
//   hue              delta                        points      float32
//   color_degeneration factor                     points      float32
//   grayscale        grayscale                    points      float32
//   solarize         addition threshold           points      float32
//   posterize        bits                         points      float32
//   idg_brightness   brightness                   statistics  float32
//   contrast         factor                       statistics  float32
//   auto_contrast    -                            statistics  float32
//   equalize         -                            statistics  float32
//   channel_shift    shift                        statistics  float32
//   samplewise_normalize -                        statistics  float32
//   channel_zca      whiten                       statistics  float32
//   coin             applied                      none        kept (a gate of later stages)
//   choice           pick                         none        kept (a gate of later stages)
//   branch_begin     kept weight0 ..              branch      float32
//   branch_next      -                            branch      float32
//   branch_end       -                            branch      float32
//   gaussian_blur    blur xSigma ySigma           convolve    float32
//   sharpness        factor                       convolve    float32
//   clahe            -                            statistics  float32
//   erase            erase left top width height noise0 noise1
//                                                 points      float32
//   gaussian_noise   stddev noise0 noise1         points      float32
//   mix_up           order weight                 none        float32
//   cut_mix          order weight left top        none        kept
//   mosaic           order centerX centerY        none        kept
//
// The last three only draw: what they do takes the other images of the batch too (runtime/mix.h).
#ifndef IMAGEPIPELINE_PROGRAM_STAGE_H_
#define IMAGEPIPELINE_PROGRAM_STAGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/bins.h"
#include "core/border.h"
#include "core/image.h"
#include "core/matrix.h"
#include "core/nearest_point.h"
#include "core/philox.h"
#include "core/pillow_brightness.h"
#include "core/scipy_coords.h"
#include "core/status.h"
#include "core/tf_coords.h"
#include "runtime/pool_array.h"

namespace imagepipeline {

// Nothing to do for this image (a coin that fell the other way, a zero angle).
struct NoAction {};

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

// Pixels [left, right) of rows [top, bottom).
struct PixelArea {
  int64_t top = 0, left = 0, bottom = 0, right = 0;
};

// Values in 256 bins, and what each bin becomes in every tile of an image and every channel.
// Between the middles of tiles the four nearest tiles are mixed; beyond the outer ones those count
// alone.
struct TileTables {
  static constexpr int64_t kBins = 256;

  int64_t rows = 1, columns = 1, channels = 1;  // of tiles
  int64_t tile_height = 1, tile_width = 1;      // in pixels
  float lo = 0, hi = 255;                       // of the values that the bins divide
  PoolArray<float> results;                     // rows x columns x channels x kBins

  // A value's bin, from 0 to kBins - 1; kBins for NaN.
  static int64_t BinOf(float value, float lo, float hi) {
    const float scaled = lo == 0 && hi == 255 ? value : (value - lo) / (hi - lo) * 255.0f;
    if (!(scaled >= 0)) return scaled < 0 ? 0 : kBins;
    return scaled >= 255 ? 255 : static_cast<int64_t>(scaled);
  }
};

// One step on the values of a pass, in registers or L1.
struct PointOp {
  enum class Kind : uint8_t {
    kChannelAffine,     // (v - center[c]) * scale[c] + bias[c], every step rounded to float32
    kChannelMatrix,     // bias[c] + sum over k of (v[k] - center[k]) * matrix[k * channels + c], in
                        // double, rounded once
    kPixelAffine,       // (v - center) * scale with one center and scale per value of the image
    kClamp,             // NaN stays NaN
    kChannelClamp,      // to lows[c]..highs[c]; NaN stays NaN
    kHue,               // hue + amount, of the circle within -0.5..0.5, clamped to lo..hi
    kSaturation,        // saturation * amount, at most 1; black is lo
    kGray,              // (1 - amount) * v + amount * gray, clamped to lo..hi
    kSolarize,          // v + amount clamped to lo..hi, then lo + hi - v unless below threshold
    kPosterize,         // the leading `bits` of the byte that v is on the scale of lo..hi
    kChannelTable,      // tables[c * (bins.count + 1) + bin], except where keeps[c]
    kPillowBrightness,  // BrightenedByPillow()
    kQuantize,          // round half to even, saturate to `dtype`; NaN becomes 0
    kFill,              // fill[c] inside `area`
    kNoise,       // inside `area` v + scale[0] * z, or clamp(scale[0] * z) where it `replaces`;
                  // z = NormalAt(key, row, value in the row)
    kTileTables,  // NaN stays NaN
  };
  Kind kind = Kind::kChannelAffine;
  std::vector<double> center, scale, bias;                    // one per channel
  std::vector<double> matrix;                                 // kChannelMatrix: input x output
  std::shared_ptr<const std::vector<float>> centers, scales;  // kPixelAffine: ValueCount() each
  float lo = 0, hi = 0;                                       // kClamp, kNoise, kHue, ...
  double amount = 0;                                          // kHue, kSaturation, ...
  float threshold = 0;                                        // kSolarize
  int32_t bits = 8;                                           // kPosterize
  std::vector<float> lows, highs;                             // kChannelClamp
  BinRule bins;                                               // kChannelTable
  std::vector<float> tables;
  std::vector<bool> keeps;
  DType dtype = DType::kFloat32;                  // kQuantize
  PixelArea area;                                 // kFill, kNoise
  std::vector<double> fill;                       // kFill: one per channel
  PhiloxKey noise_key{};                          // kNoise
  bool replaces = false;                          // kNoise
  std::shared_ptr<const TileTables> tile_tables;  // kTileTables
  PillowBrightness brightness;                    // kPillowBrightness
};

// Whether it changes the first three channels of a pixel together.
inline bool IsColorOp(const PointOp& op) {
  return op.kind == PointOp::Kind::kHue || op.kind == PointOp::Kind::kSaturation ||
         op.kind == PointOp::Kind::kGray;
}

struct PointAction {
  std::vector<PointOp> ops;
};

// Every value mixed with its neighbours in the same channel: self_weight * v + blur_weight * K(v).
// K is separable and centred: an odd number of weights along x and along y. Outside the image is 0.
struct Convolution {
  std::vector<double> columns, rows;
  double self_weight = 0, blur_weight = 1;
};

struct ConvolveAction {
  Convolution convolution;
  std::vector<PointOp> ops;  // on what comes out, before it is rounded to an integer dtype
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

struct DisplaceAction {
  Displacement displacement;
  std::vector<PointOp> ops;  // on what comes out, before it is rounded to an integer dtype
};

// Which values fall into which bins, for TileTables. The image is continued by reflection to whole
// tiles.
struct TileGrid {
  int64_t rows = 1, columns = 1;
  float lo = 0, hi = 255;

  int64_t TileHeight(const Shape& image) const { return (image.height + rows - 1) / rows; }
  int64_t TileWidth(const Shape& image) const { return (image.width + columns - 1) / columns; }
};

// Statistics of a whole image as it enters a stage. NaN values are ignored by min and max, not by
// the moments.
struct ImageStats {
  std::vector<double> channel_mean;  // over height and width
  // Population, about channel_mean: channels x channels.
  std::vector<double> channel_covariance;
  double mean = 0;      // over all values
  double variance = 0;  // population, over all values
  float min = 0, max = 0;
  // One per channel; the min of a channel with a NaN is NaN.
  std::vector<float> channel_min, channel_max;
  // Values per bin: bins.count + 1 per channel, the last for NaN.
  std::vector<uint64_t> histogram;
  PoolArray<uint32_t> tile_counts;  // in the order of TileTables::results; NaN is in no bin
};

// The stage needs statistics before it knows its point ops. channel_mean and moments both give the
// mean as well; channel_covariance gives both means.
struct StatisticsAction {
  bool channel_mean = false, moments = false, min_max = false;  // which ones
  bool channel_covariance = false;                              // of at most kMaxMixedChannels
  bool channel_min_max = false;
  std::optional<BinRule> histogram = {};
  std::optional<TileGrid> tiles = {};
};

// Several versions of one image that become a weighted sum (AugMix). The stages between kBegin and
// the first kNext make the first version, those up to the next kNext or kEnd the second, each from
// the image that came to kBegin; none of them changes the size.
struct BranchAction {
  enum class Step : uint8_t { kBegin, kNext, kEnd };
  Step step = Step::kBegin;
  double kept = 0;              // kBegin: share of the image as it came
  std::vector<double> weights;  // kBegin: share of each version in the rest; their sum is 1
  std::vector<PointOp> ops;     // kEnd: on the sum
};

using Action = std::variant<NoAction, GeometricAction, ResampleAction, PointAction,
                            StatisticsAction, ConvolveAction, DisplaceAction, BranchAction>;

// Holds for an image when number `number` of its whole draw is `equals`.
struct Gate {
  size_t number = 0;
  double equals = 0;
};

class Stage {
 public:
  virtual ~Stage() = default;

  // Names of the numbers this stage draws, in order; what sample() shows and replay() takes.
  virtual std::vector<std::string> NumberNames() const { return {}; }

  // Draws the numbers. Every draw always happens and in this order, whatever the image.
  virtual void Draw(DrawSource& /*source*/, const Shape& /*input*/, double* /*numbers*/) const {}

  // An error when this stage cannot take such an image (three means for four channels).
  virtual Status Check(const Shape& /*input*/) const { return {}; }

  // Called only after Check() passed; takes any finite numbers.
  virtual Action Act(const Shape& input, const double* numbers) const = 0;

  // Only for stages whose Act() returns a StatisticsAction.
  virtual std::vector<PointOp> FromStatistics(const ImageStats& /*stats*/, const Shape& /*input*/,
                                              const double* /*numbers*/) const {
    return {};
  }

  // Set by Plan::Create from the StageSpec.
  std::string kind;
  size_t number_count = 0;  // of NumberNames()
  uint32_t layer = 0;
  std::optional<uint64_t> seed;
  bool per_batch = false;
  std::optional<DType> dtype;      // empty: the input's
  std::optional<size_t> dtype_of;  // that of the image that came to this stage of the plan
  std::vector<Gate> gates;         // the stage does nothing, to the dtype neither, unless all hold
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_STAGE_H_
