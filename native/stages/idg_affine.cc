// The affine transform of ImageDataGenerator: rotation, shift, shear and zoom as one matrix. Three
// variants: keras-preprocessing 1.1, Keras' legacy class, and what both meant.
#include <algorithm>

#include "program/portable_math.h"
#include "stages/idg_variant.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

// What one shift is drawn from: `range`, or `choices` with a random sign.
struct ShiftSource {
  Range range;
  std::vector<double> choices;
  bool fraction = false;  // of the image's size; pixels otherwise

  // Two numbers, whichever are used.
  double Draw(DrawSource& source, int64_t size) const {
    const double place = source.Unit(), sign = source.Unit();
    const double scale = fraction ? static_cast<double>(size) : 1;
    if (choices.empty()) return (range.lo + (range.hi - range.lo) * place) * scale;
    const auto index = static_cast<size_t>(place * static_cast<double>(choices.size()));
    return choices[index] * (sign < 0.5 ? -1 : 1) * scale;
  }
};

ShiftSource ReadShift(ParamReader& params, const std::string& name) {
  return {params.ReadRange(name), params.Numbers(name + "Choices"), params.Flag(name + "Fraction")};
}

constexpr double kRadPerDegree = 0x1.1df46a2529d39p-6;

// The product R T S Z of the factors that are not neutral; its first coordinate is u.
Matrix3 Product(const double* numbers, bool corrected) {
  const double theta = numbers[0], tx = numbers[1], ty = numbers[2], shear = numbers[3];
  const double zx = numbers[4], zy = numbers[5];
  const auto angle = corrected ? PortableSinCos : UncorrectedSinCos;
  Matrix3 product;
  if (theta != 0) {
    const SinCos turn = angle(theta * kRadPerDegree);
    product = {{turn.cos, -turn.sin, 0, turn.sin, turn.cos, 0, 0, 0, 1}};
  }
  if (tx != 0 || ty != 0) product = Compose(product, {{1, 0, tx, 0, 1, ty, 0, 0, 1}});
  if (shear != 0) {
    const SinCos slant = angle(shear * kRadPerDegree);
    product = Compose(product, {{1, -slant.sin, 0, 0, slant.cos, 0, 0, 0, 1}});
  }
  if (zx != 1 || zy != 1) product = Compose(product, {{zx, 0, 0, 0, zy, 0, 0, 0, 1}});
  return product;
}

// The map with (u, v) as its fixed point.
Matrix3 About(const Matrix3& map, double u, double v) {
  return Compose(Compose({{1, 0, u, 0, 1, v, 0, 0, 1}}, map), {{1, 0, -u, 0, 1, -v, 0, 0, 1}});
}

// Rows and columns exchanged, for a map whose first coordinate is the row.
Matrix3 Exchanged(const Matrix3& map) {
  const double* m = map.m;
  return {{m[4], m[3], m[5], m[1], m[0], m[2], 0, 0, 1}};
}

Matrix3 OutputToInput(IdgVariant variant, const double* numbers, const Shape& input) {
  const Matrix3 product = Product(numbers, variant == IdgVariant::kCorrected);
  const double height = static_cast<double>(input.height), width = static_cast<double>(input.width);
  switch (variant) {
    case IdgVariant::kIdg11:
      return Exchanged(About(product, height / 2 + 0.5, width / 2 + 0.5));
    case IdgVariant::kIdg2:
      // u is the column here, yet it turns about the middle of the rows.
      return About(product, height / 2 - 0.5, width / 2 - 0.5);
    case IdgVariant::kCorrected:
      break;
  }
  const double* m = product.m;
  Matrix3 centred = AboutCentre(m[0], m[1], m[3], m[4], input);
  centred.m[2] += m[2];
  centred.m[5] += m[5];
  return centred;
}

class IdgAffine : public Stage {
 public:
  explicit IdgAffine(ParamReader& params)
      : variant_(ReadIdgVariant(params)),
        rotation_(params.ReadRange("rotation")),
        height_shift_(ReadShift(params, "heightShift")),
        width_shift_(ReadShift(params, "widthShift")),
        shear_(params.ReadRange("shear")),
        zoom_(params.ReadRange("zoom")) {
    if (variant_ == IdgVariant::kCorrected) {
      sampling_ = ReadSampling(params);
    } else {
      ReadSciPySampling(params);
    }
  }

  std::vector<std::string> NumberNames() const override {
    return {"theta", "tx", "ty", "shear", "zx", "zy"};
  }

  void Draw(DrawSource& source, const Shape& input, double* numbers) const override {
    numbers[0] = source.Uniform(rotation_.lo, rotation_.hi);
    const double down = height_shift_.Draw(source, input.height);
    const double right = width_shift_.Draw(source, input.width);
    // ImageDataGenerator calls the shift of the height tx, whatever tx moves.
    const bool crossed = variant_ != IdgVariant::kCorrected;
    numbers[1] = crossed ? down : right;
    numbers[2] = crossed ? right : down;
    numbers[3] = source.Uniform(shear_.lo, shear_.hi);
    numbers[4] = source.Uniform(zoom_.lo, zoom_.hi);
    numbers[5] = source.Uniform(zoom_.lo, zoom_.hi);
  }

  Action Act(const Shape& input, const double* numbers) const override {
    constexpr double kNeutral[] = {0, 0, 0, 0, 1, 1};
    if (std::equal(numbers, numbers + 6, kNeutral)) return NoAction{};
    const Matrix3 map = OutputToInput(variant_, numbers, input);
    if (variant_ == IdgVariant::kCorrected) return Warp(map, sampling_, input);
    GeometricAction action = SampledBy(sampling_);
    action.output_to_input = map;
    action.height = input.height;
    action.width = input.width;
    action.rule = CoordRule::kSciPy;
    action.scipy_mode = scipy_mode_;
    return action;
  }

 private:
  void ReadSciPySampling(ParamReader& params) {
    sampling_.interpolation = params.Word<Interpolation>(
        "interpolation",
        {{"bilinear", Interpolation::kBilinear}, {"nearest", Interpolation::kNearest}});
    sampling_.fill_value = ToFloat(params.Number("fillValue"));
    scipy_mode_ = params.Word<SciPyMode>("fillMode", {{"nearest", SciPyMode::kNearest},
                                                      {"constant", SciPyMode::kConstant},
                                                      {"reflect", SciPyMode::kReflect},
                                                      {"mirror", SciPyMode::kMirror},
                                                      {"wrap", SciPyMode::kWrap},
                                                      {"grid-wrap", SciPyMode::kGridWrap},
                                                      {"grid-constant", SciPyMode::kGridConstant}});
  }

  IdgVariant variant_;
  Range rotation_;
  ShiftSource height_shift_, width_shift_;
  Range shear_, zoom_;
  Sampling sampling_;
  SciPyMode scipy_mode_ = SciPyMode::kNearest;
};

}  // namespace

std::unique_ptr<Stage> MakeIdgAffine(ParamReader& params) {
  return std::make_unique<IdgAffine>(params);
}

}  // namespace imagepipeline
