#include "hot_cases.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/philox.h"
#include "runtime/executor.h"
#include "stage_specs.h"

namespace imagepipeline::bench {

namespace {

using test::FlipSpec;
using test::Num;
using test::Params;
using test::ResizeSpec;
using test::Sampled;
using test::Spec;

void Require(const Status& status, const std::string& name) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s: %s\n", name.c_str(), status.message().c_str());
  std::exit(1);
}

// Of a colour layer.
StageSpec ColorSpec(const char* kind, Params params, const char* dtype = "input") {
  params["valueRange"] = Num({0, 255});
  return Spec(kind, std::move(params), dtype);
}

// The affine map of the comparisons: turned, and enlarged by a tenth.
std::vector<StageSpec> Affine(const char* fill_mode, double angle_rad = 0.349,
                              const char* dtype = "input", const char* interpolation = "bilinear") {
  constexpr double kScale = 1 / 1.1 - 1;
  return {
      Spec("rotation",
           Sampled({{"angleRad", Num({angle_rad, angle_rad})}}, fill_mode, interpolation), dtype),
      Spec(
          "zoom",
          Sampled({{"heightFactor", Num({kScale, kScale})}, {"widthFactor", Num({kScale, kScale})}},
                  fill_mode, interpolation),
          dtype)};
}

std::vector<StageSpec> Then(std::vector<StageSpec> stages, const StageSpec& next) {
  stages.push_back(next);
  return stages;
}

StageSpec Normalize() {
  return Spec("normalize",
              {{"mean", Num({120, 115, 100})},
               {"variance", Num({3400, 3300, 3500})},
               {"shape", Num({1, 1, 3})},
               {"invert", Num({0})}},
              "float32");
}

StageSpec Standardize() {
  return Spec("samplewise_normalize",
              {{"center", Num({1})}, {"std", Num({1})}, {"epsilon", Num({1e-6})}}, "float32");
}

void Add(std::vector<HotSpec>* specs, std::string name, std::vector<StageSpec> stages,
         const Shape& input, DType dtype) {
  specs->push_back({std::move(name), std::move(stages), input, dtype});
}

void AddWarps(const Shape& shape, const std::string& size, std::vector<HotSpec>* specs) {
  for (const auto& [dtype, word] :
       {std::pair(DType::kUint8, "uint8"), std::pair(DType::kFloat32, "float32")}) {
    for (const char* fill_mode : {"constant", "nearest", "reflect", "wrap"})
      Add(specs, "affine " + std::string(fill_mode) + " " + word + size, Affine(fill_mode), shape,
          dtype);
    Add(specs, std::string("affine picked ") + word + size,
        Affine("constant", 0.349, "input", "nearest"), shape, dtype);
  }
  Add(specs, "affine uint8 to float32" + size, Affine("constant", 0.349, "float32"), shape,
      DType::kUint8);
  Add(specs, "affine and standardize uint8 to float32" + size,
      Then(Affine("nearest", 0.349, "float32"), Standardize()), shape, DType::kUint8);
}

void AddMoves(const Shape& shape, const std::string& size, std::vector<HotSpec>* specs) {
  for (const auto& [dtype, word] :
       {std::pair(DType::kUint8, "uint8"), std::pair(DType::kFloat32, "float32")}) {
    Add(specs, std::string("flip ") + word + size, std::vector<StageSpec>{FlipSpec(true, false)},
        shape, dtype);
    Add(specs, std::string("normalize ") + word + size, std::vector<StageSpec>{Normalize()}, shape,
        dtype);
    Add(specs, std::string("standardize ") + word + size, std::vector<StageSpec>{Standardize()},
        shape, dtype);
  }
}

void AddColors(const Shape& shape, const std::string& size, std::vector<HotSpec>* specs) {
  const auto add = [&](const char* kind, Params params) {
    Add(specs, kind + std::string(" uint8") + size,
        std::vector<StageSpec>{ColorSpec(kind, std::move(params))}, shape, DType::kUint8);
  };
  add("brightness", {{"factor", Num({.2, .2})}});
  add("contrast", {{"factor", Num({.3, .3})}});
  add("hue", {{"factor", Num({.2, .2})}});
  add("saturation", {{"factor", Num({.7, .7})}});
  add("color_degeneration", {{"factor", Num({.5, .5})}});
  add("invert", {{"factor", Num({1, 1})}});
  add("solarize", {{"additionFactor", Num({0, 0})}, {"thresholdFactor", Num({.5, .5})}});
  add("posterize", {{"bits", Num({4, 4})}});
  add("auto_contrast", {});
  add("equalize", {{"bins", Num({256})}});
  add("sharpness", {{"factor", Num({.7, .7})}});
  add("gaussian_blur",
      {{"factor", Num({1, 1})}, {"sigma", Num({1.5, 1.5})}, {"kernelSize", Num({5, 5})}});
  add("clahe", {{"clipLimit", Num({4})}, {"tileGridSize", Num({8, 8})}});
}

}  // namespace

HotCase::HotCase(const HotSpec& spec)
    : name_(spec.name), source_shape_(spec.input), source_dtype_(spec.dtype) {
  const Shape& input = spec.input;
  const DType dtype = spec.dtype;
  Program program;
  program.stages = spec.stages;
  Status status;
  plan_ = Plan::Create(program, &status);
  Require(status, name_);
  numbers_.resize(plan_->number_count());
  Require(plan_->Draw(input, {}, numbers_.data()), name_);
  Require(plan_->Output(input, dtype, numbers_.data(), &result_shape_, &result_dtype_), name_);
  const auto values = static_cast<size_t>(input.ValueCount());
  source_.resize(values * SizeOf(dtype));
  result_.resize(static_cast<size_t>(result_shape_.ValueCount()) * SizeOf(result_dtype_));
  // Noise that a filter cannot smooth away, the same on every machine.
  for (size_t i = 0; i < values; i += 4) {
    const PhiloxCounter words = Philox4x32({static_cast<uint32_t>(i), 0, 0, 0}, {1, 0});
    for (size_t k = 0; k < 4 && i + k < values; ++k) {
      const auto byte = static_cast<uint8_t>(words[k] >> 24);
      if (dtype == DType::kUint8) {
        source_[i + k] = byte;
      } else {
        const auto value = static_cast<float>(byte);
        std::memcpy(source_.data() + (i + k) * sizeof(float), &value, sizeof(float));
      }
    }
  }
}

void HotCase::Run() {
  const ConstImage source = {
      source_.data(), source_dtype_, source_shape_,
      source_shape_.width * source_shape_.channels * static_cast<int64_t>(SizeOf(source_dtype_))};
  Require(Execute(ExecutorKind::kFused, *plan_, source, numbers_.data(),
                  {result_.data(), result_dtype_, result_shape_}, &scratch_),
          name_);
}

std::vector<HotSpec> HotSpecs() {
  std::vector<HotSpec> specs;
  for (const int64_t size : {224, 512}) {
    const Shape shape = {size, size, 3};
    const std::string name = " " + std::to_string(size);
    AddWarps(shape, name, &specs);
    AddMoves(shape, name, &specs);
    AddColors(shape, name, &specs);
  }
  for (const double degrees : {0, 20, 45, 90}) {
    Add(&specs, "affine float32 1024 at " + std::to_string(static_cast<int>(degrees)),
        Affine("constant", degrees * 3.14159265358979 / 180), Shape{1024, 1024, 3},
        DType::kFloat32);
  }
  Add(&specs, "resize uint8 256 to 224", std::vector<StageSpec>{ResizeSpec(224, 224)},
      Shape{256, 256, 3}, DType::kUint8);
  Add(&specs, "resize antialiased uint8 512 to 224",
      std::vector<StageSpec>{ResizeSpec(224, 224, "bilinear", true)}, Shape{512, 512, 3},
      DType::kUint8);
  Add(&specs, "resize float32 256 to 224", std::vector<StageSpec>{ResizeSpec(224, 224)},
      Shape{256, 256, 3}, DType::kFloat32);
  Add(&specs, "resize antialiased float32 256 to 224",
      std::vector<StageSpec>{ResizeSpec(224, 224, "bilinear", true)}, Shape{256, 256, 3},
      DType::kFloat32);
  Add(&specs, "resize picked uint8 256 to 224",
      std::vector<StageSpec>{ResizeSpec(224, 224, "nearest")}, Shape{256, 256, 3}, DType::kUint8);
  return specs;
}

}  // namespace imagepipeline::bench
