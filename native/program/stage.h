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
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/image.h"
#include "core/philox.h"
#include "core/status.h"
#include "program/image_stats.h"
#include "program/moves.h"
#include "program/point_op.h"

namespace imagepipeline {

// Nothing to do for this image (a coin that fell the other way, a zero angle).
struct NoAction {};

struct PointAction {
  std::vector<PointOp> ops;
};

struct ConvolveAction {
  Convolution convolution;
  std::vector<PointOp> ops;  // on what comes out, before it is rounded to an integer dtype
};

struct DisplaceAction {
  Displacement displacement;
  std::vector<PointOp> ops;  // on what comes out, before it is rounded to an integer dtype
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
