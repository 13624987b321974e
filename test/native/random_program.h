// Random programs over all stages, with a bound on how far two correct executors may be apart.
#ifndef IMAGEPIPELINE_TEST_NATIVE_RANDOM_PROGRAM_H_
#define IMAGEPIPELINE_TEST_NATIVE_RANDOM_PROGRAM_H_

#include <algorithm>
#include <string>
#include <vector>

#include "core/philox.h"
#include "kernels/kernel_table.h"
#include "plan_support.h"

namespace imagepipeline::test {

class RandomProgram {
 public:
  explicit RandomProgram(uint64_t seed) : source_({.seed = seed}, 0) {
    image.shape = {Int(1, 40), Int(1, 40), Int(1, 5)};
    image.dtype = static_cast<DType>(Int(0, 3));
    FillImage();
    program.fuse = Int(0, 1) == 1;
    const int64_t count = Int(1, 6);
    if (Int(0, 6) == 0) AddJump();
    for (int64_t i = 0; i < count; ++i) AddStage();
  }

  // One unit of rounding to an integer dtype more than the errors of the steps.
  double Tolerance() const { return dtype_ == DType::kFloat32 ? error_ : error_ + 1; }

  Program program;
  TestImage image;

 private:
  // Every step may round a few times in float32.
  static constexpr double kStepError = 2e-6;

  int64_t Int(int64_t lo, int64_t hi) {
    return lo + static_cast<int64_t>(source_.Unit() * static_cast<double>(hi - lo + 1));
  }
  double Real(double lo, double hi) { return source_.Uniform(lo, hi); }
  ParamValue Flag() { return Num({static_cast<double>(Int(0, 1))}); }
  ParamValue AnyRange(double lo, double hi) {
    const double a = Real(lo, hi), b = Real(lo, hi);
    return Num({std::min(a, b), std::max(a, b)});
  }
  std::string Pick(const std::vector<const char*>& words) {
    return words[static_cast<size_t>(Int(0, static_cast<int64_t>(words.size()) - 1))];
  }

  void FillImage() {
    constexpr double kRanges[] = {255, 65535, 1e6, 300};
    dtype_ = image.dtype;
    range_ = kRanges[static_cast<size_t>(dtype_)];
    uint64_t state = static_cast<uint64_t>(source_.Unit() * 0x1p32) * 2 + 1;
    std::vector<float> values(static_cast<size_t>(image.shape.ValueCount()));
    for (float& value : values) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      const double unit = static_cast<double>(state >> 40) * 0x1p-24;
      value = static_cast<float>(dtype_ == DType::kFloat32 ? -10 + 310 * unit
                                                           : std::floor(range_ * unit));
    }
    image.bytes.resize(values.size() * SizeOf(dtype_));
    Kernels().store_row(values.data(), values.size(), dtype_, image.bytes.data());
  }

  // What a step adds to the error, and rounding where the result is an integer.
  void Step(StageSpec spec, bool computes) {
    if (spec.dtype == "float32") dtype_ = DType::kFloat32;
    if (computes) error_ += kStepError * range_ + (dtype_ == DType::kFloat32 ? 0 : 1);
    // int32 beyond 2^24 is rounded by float32; 1e6 times any gain here stays below.
    program.stages.push_back(std::move(spec));
  }

  std::string DTypeWord() { return Int(0, 1) == 1 ? "float32" : "input"; }

  void AddStage() {
    switch (Int(0, 11)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return AddWarp();
      case 4:
        return AddShuffle();
      case 5:
        return AddResize();
      case 6:
      case 7:
        return AddPoints();
      case 8:
      case 9:
        return AddStatistics();
      case 10:
        return AddConvolution();
      default:
        return AddPlaces();
    }
  }

  void AddWarp() {
    const std::string kind = Pick({"translation", "rotation", "zoom", "shear", "shear_angle",
                                   "perspective", "elastic", "projective", "idg_affine"});
    if (kind == "idg_affine") return AddIdgAffine();
    Params params =
        Sampled({}, Pick({"constant", "nearest", "reflect", "wrap"}),
                Pick({"bilinear", "bilinear", "nearest"}), static_cast<double>(Int(0, 255)));
    if (kind == "translation" || kind == "zoom") {
      params["heightFactor"] = AnyRange(-.7, .7);
      params["widthFactor"] = AnyRange(-.7, .7);
    } else if (kind == "rotation") {
      params["angleRad"] = AnyRange(-4, 4);
    } else if (kind == "shear_angle") {
      params["angleRad"] = AnyRange(-1, 1);
    } else if (kind == "shear") {
      params["xFactor"] = AnyRange(-1, 1);
      params["yFactor"] = AnyRange(-1, 1);
    } else if (kind == "perspective") {
      params["factor"] = AnyRange(0, 1);
      params["scale"] = Num({Real(0, 1)});
    } else if (kind == "elastic") {
      params["factor"] = AnyRange(.5, 1);
      params["scale"] = AnyRange(0, 1);
      params["valueRange"] = Num({0, 255});
    } else {
      params["transform"] = Num({Real(.5, 2), Real(-1, 1), Real(-3, 3), Real(-1, 1), Real(.5, 2),
                                 Real(-3, 3), Real(-.02, .05), Real(-.02, .05)});
      params["height"] = Num({static_cast<double>(Int(0, 40))});
      params["width"] = Num({static_cast<double>(Int(0, 40))});
    }
    range_ = std::max(range_, 255.0);
    Step(Spec(kind, std::move(params), DTypeWord()), true);
  }

  // Alone, an image is mixed with nothing.
  void AddMixing() {
    const int64_t which = Int(0, 2);
    if (which == 0)
      return Step(Spec("mix_up", {{"alpha", Num({Real(.1, 3)})}}, DTypeWord()), false);
    if (which == 1) return Step(Spec("cut_mix", {{"factor", AnyRange(0, 1)}}, DTypeWord()), false);
    Step(Spec("mosaic", {{"centerRange", AnyRange(0, 1)}}, DTypeWord()), false);
  }

  // Its brightness is left out: cut off to 8 bits, a difference of any size may become a step.
  void AddIdgAffine() {
    const std::string variant = Pick({"corrected", "idg-1.1", "idg-2"});
    const std::vector<const char*> modes =
        variant == "corrected"
            ? std::vector<const char*>{"constant", "nearest", "reflect", "wrap"}
            : std::vector<const char*>{"constant", "nearest",   "reflect",      "wrap",
                                       "mirror",   "grid-wrap", "grid-constant"};
    Params params = Sampled({}, Pick(modes), Pick({"bilinear", "bilinear", "nearest"}),
                            static_cast<double>(Int(0, 255)));
    params["variant"] = Word(variant);
    params["rotation"] = AnyRange(-200, 200);
    params["shear"] = AnyRange(-60, 60);
    params["zoom"] = AnyRange(.4, 2);
    for (const std::string name : {"heightShift", "widthShift"}) {
      params[name] = AnyRange(-1, 1);
      params[name + "Choices"] = Int(0, 1) == 0 ? Num({}) : Num({Real(-1, 1), Real(-1, 1)});
      params[name + "Fraction"] = Flag();
    }
    range_ = std::max(range_, 255.0);
    Step(Spec("idg_affine", std::move(params), DTypeWord()), true);
  }

  void AddShuffle() {
    if (Int(0, 4) == 0) return AddMixing();
    if (Int(0, 1) == 0) return Step(FlipSpec(Int(0, 1) == 1, Int(0, 1) == 1), false);
    Step(CropSpec(Pick({"center", "random"}), static_cast<double>(Int(1, 40)),
                  static_cast<double>(Int(1, 40))),
         true);
  }

  void AddResize() {
    const std::string method = Pick({"nearest", "bilinear", "bicubic", "area", "lanczos3",
                                     "lanczos5", "gaussian", "mitchellcubic"});
    const std::string aspect = Pick({"", "", "crop", "pad"});
    // Overshoot of two axes.
    range_ = 2.5 * std::max(range_, 255.0);
    error_ *= 2.5;
    if (Int(0, 3) == 0) {
      return Step(Spec("random_size",
                       {{"heightFactor", AnyRange(-.9, 1)},
                        {"widthFactor", AnyRange(-.9, 1)},
                        {"interpolation", Word(method)},
                        {"antialias", Flag()}},
                       "input"),
                  true);
    }
    if (Int(0, 3) == 0) {
      return Step(Spec("resized_crop",
                       {{"height", Num({static_cast<double>(Int(1, 40))})},
                        {"width", Num({static_cast<double>(Int(1, 40))})},
                        {"scale", AnyRange(.01, 1)},
                        {"ratio", AnyRange(.1, 4)},
                        {"interpolation", Word(method)},
                        {"antialias", Flag()}},
                       "input"),
                  true);
    }
    Step(ResizeSpec(static_cast<double>(Int(1, 40)), static_cast<double>(Int(1, 40)), method,
                    Int(0, 1) == 1, aspect, static_cast<double>(Int(0, 255))),
         true);
  }

  // What jumps, so that any difference of its input may become a large one: only as the first
  // stage, whose input is the same for both executors.
  void AddJump() {
    const std::string kind = Pick({"auto_contrast", "equalize", "posterize", "solarize"});
    Params params = {{"valueRange", Int(0, 1) == 0 ? Num({0, 255}) : Num({-20, 400})}};
    if (kind == "equalize") params["bins"] = Num({static_cast<double>(Int(1, 300))});
    if (kind == "posterize") params["bits"] = Num({1, 8});
    if (kind == "solarize") {
      params["additionFactor"] = AnyRange(0, 1);
      params["thresholdFactor"] = AnyRange(0, 1);
    }
    // A channel in one bin, or flat, stays as it is.
    range_ += 420;
    Step(Spec(kind, std::move(params), DTypeWord()), true);
  }

  // Each result is at most four times as far off as the three values it comes from.
  void AddColor() {
    range_ += 255;
    error_ *= 4;
    if (image.shape.channels == 2 || image.shape.channels == 5)
      return Step(
          Spec("invert", {{"factor", AnyRange(0, 1)}, {"valueRange", Num({-9, 250})}}, DTypeWord()),
          true);
    const std::string kind = Pick({"saturation", "hue", "color_degeneration", "grayscale"});
    if (kind == "grayscale") return Step(Spec(kind, {{"probability", Num({.7})}}), true);
    const ParamValue factor = kind == "saturation" ? AnyRange(-.1, .6) : AnyRange(0, 1);
    Step(Spec(kind, {{"factor", factor}, {"valueRange", Num({0, 255})}}, DTypeWord()), true);
  }

  void AddPoints() {
    const int64_t which = Int(0, 4);
    if (which == 4) return AddColor();
    if (which == 0) {
      const double scale = Real(-2, 2), offset = Real(-50, 50);
      range_ = std::fabs(scale) * range_ + std::fabs(offset);
      error_ *= std::fabs(scale);
      return Step(RescaleSpec(scale, offset, DTypeWord()), true);
    }
    if (which == 1) {
      const double mean = Real(-50, 50), variance = Real(.3, 9);
      const bool invert = Int(0, 1) == 1;
      const double gain = invert ? std::sqrt(variance) : 1 / std::sqrt(variance);
      range_ = gain * (range_ + std::fabs(mean)) + std::fabs(mean);
      error_ *= gain;
      return Step(Spec("normalize",
                       {{"mean", Num({mean})},
                        {"variance", Num({variance})},
                        {"shape", Num({1, 1, 1})},
                        {"invert", Num({invert ? 1.0 : 0.0})}},
                       DTypeWord()),
                  true);
    }
    range_ = range_ + 255;
    const ParamValue value_range = Num({0, 255});
    if (which == 2)
      return Step(Spec("brightness", {{"factor", AnyRange(-.5, .5)}, {"valueRange", value_range}},
                       DTypeWord()),
                  true);
    Step(Spec("channel_shift", {{"shift", AnyRange(-50, 50)}, {"valueRange", value_range}},
              DTypeWord()),
         true);
  }

  void AddConvolution() {
    if (Int(0, 1) == 0) {
      const auto odd = [&] { return static_cast<double>(2 * Int(0, 4) + 1); };
      range_ += 255;
      return Step(Spec("gaussian_blur",
                       {{"factor", AnyRange(0, 1)},
                        {"kernelSize", Num({odd(), odd()})},
                        {"sigma", AnyRange(0, 4)},
                        {"valueRange", Num({0, 255})}},
                       DTypeWord()),
                  true);
    }
    // The weights add up to 22 / 9 at most, without their signs.
    range_ = 2.5 * range_ + 255;
    error_ *= 2.5;
    Step(
        Spec("sharpness", {{"factor", AnyRange(0, 1)}, {"valueRange", Num({0, 255})}}, DTypeWord()),
        true);
  }

  // Noise is 2e-6 off in one of the executors.
  void AddPlaces() {
    if (program.stages.empty() && Int(0, 1) == 0) return AddTiles();
    if (Int(0, 1) == 0) {
      range_ += 255;
      return Step(Spec("gaussian_noise",
                       {{"stddev", AnyRange(0, 30)},
                        {"valueRange", Int(0, 1) == 0 ? Num({}) : Num({0, 255})}},
                       DTypeWord()),
                  true);
    }
    range_ = std::max(range_, 1000.0);
    Step(Spec("erase",
              {{"factor", Num({.7, .7})},
               {"scale", AnyRange(0, 1)},
               {"fillValue", Int(0, 1) == 0 ? Num({}) : Num({Real(-50, 300)})},
               {"valueRange", Num({0, 255})}},
              DTypeWord()),
         true);
  }

  // Only on the image itself: in another bin a value becomes another one altogether.
  void AddTiles() {
    const double lo = dtype_ == DType::kFloat32 ? -10 : 0;
    Step(Spec("clahe",
              {{"valueRange", Num({lo, range_})},
               {"clipLimit", Num({Real(-1, 6)})},
               {"tileGridSize",
                Num({static_cast<double>(Int(1, 9)), static_cast<double>(Int(1, 9))})}},
              DTypeWord()),
         true);
  }

  void AddStatistics() {
    const int64_t which = Int(0, 3);
    if (which == 0) {
      range_ = 3 * range_ + 255;
      error_ *= 5;
      return Step(Spec("contrast",
                       {{"factor", Num({Real(0, .9), Real(0, 1)})}, {"valueRange", Num({0, 255})}},
                       DTypeWord()),
                  true);
    }
    if (which == 1) {
      range_ += 50;
      error_ *= 2;
      return Step(Spec("channel_shift", {{"shift", AnyRange(-50, 50)}, {"valueRange", Num({})}},
                       DTypeWord()),
                  true);
    }
    if (which == 3) return AddWhitening();
    // The epsilon bounds what the division can magnify: |d (x - m) / (s + e)| <= 2 d / e + range d
    // / e^2.
    const double epsilon = range_ / 5;
    error_ = error_ / range_ * 35;
    range_ = 10;
    Step(Spec("samplewise_normalize",
              {{"center", Flag()}, {"std", Num({1})}, {"epsilon", Num({epsilon})}}),
         true);
  }

  // As for samplewise_normalize, over up to five channels: the gain is at most 1 / sqrt(epsilon),
  // and its change with the image is bounded by the same root.
  void AddWhitening() {
    const bool whitens = Int(0, 3) > 0;
    const double root = range_ / 5;
    if (whitens) {
      error_ = error_ / range_ * 35 * 5;
      range_ = 25;
    }
    Step(Spec("channel_zca",
              {{"epsilon", Num({root * root})}, {"probability", Num({whitens ? 1.0 : 0.0})}}),
         whitens);
  }

  DrawSource source_;
  DType dtype_ = DType::kFloat32;
  double range_ = 1;
  double error_ = 0;
};

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_TEST_NATIVE_RANDOM_PROGRAM_H_
