#include "stages/registry.h"

#include "program/param_reader.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

struct Entry {
  const char* kind;
  std::unique_ptr<Stage> (*make)(ParamReader& params);
};

constexpr Entry kStages[] = {
    {"flip", MakeFlip},
    {"crop", MakeCrop},
    {"translation", MakeTranslation},
    {"rotation", MakeRotation},
    {"zoom", MakeZoom},
    {"shear", MakeShear},
    {"shear_angle", MakeShearAngle},
    {"elastic", MakeElastic},
    {"perspective", MakePerspective},
    {"projective", MakeProjective},
    {"tf_transform", MakeTensorFlowTransform},
    {"pillow_resize", MakePillowResize},
    {"tf_resize_nearest", MakeTensorFlowResizeNearest},
    {"tfjs_rotation", MakeTfjsRotation},
    {"idg_affine", MakeIdgAffine},
    {"resize", MakeResize},
    {"resized_crop", MakeResizedCrop},
    {"random_size", MakeRandomSize},
    {"rescale", MakeRescale},
    {"normalize", MakeNormalize},
    {"brightness", MakeBrightness},
    {"invert", MakeInvert},
    {"saturation", MakeSaturation},
    {"hue", MakeHue},
    {"color_degeneration", MakeColorDegeneration},
    {"grayscale", MakeGrayscale},
    {"solarize", MakeSolarize},
    {"posterize", MakePosterize},
    {"idg_brightness", MakeIdgBrightness},
    {"contrast", MakeContrast},
    {"auto_contrast", MakeAutoContrast},
    {"equalize", MakeEqualize},
    {"channel_shift", MakeChannelShift},
    {"samplewise_normalize", MakeSamplewiseNormalize},
    {"channel_zca", MakeChannelZca},
    {"coin", MakeCoin},
    {"choice", MakeChoice},
    {"mix_up", MakeMixUp},
    {"cut_mix", MakeCutMix},
    {"mosaic", MakeMosaic},
    {"branch_begin", MakeBranchBegin},
    {"branch_next", MakeBranchNext},
    {"branch_end", MakeBranchEnd},
    {"gaussian_blur", MakeGaussianBlur},
    {"sharpness", MakeSharpness},
    {"clahe", MakeClahe},
    {"erase", MakeErase},
    {"gaussian_noise", MakeGaussianNoise},
};

bool ParseDType(const std::string& word, std::optional<DType>* dtype) {
  if (word == "input") {
    *dtype = std::nullopt;
  } else if (word == "float32") {
    *dtype = DType::kFloat32;
  } else if (word == "uint8") {
    *dtype = DType::kUint8;
  } else if (word == "uint16") {
    *dtype = DType::kUint16;
  } else if (word == "int32") {
    *dtype = DType::kInt32;
  } else {
    return false;
  }
  return true;
}

std::unique_ptr<Stage> SetCommonFields(const StageSpec& spec, std::unique_ptr<Stage> stage,
                                       Status* status) {
  if (!ParseDType(spec.dtype, &stage->dtype)) {
    *status = Status("E_SPEC", spec.kind + ": dtype has the unknown value \"" + spec.dtype + "\"");
    return nullptr;
  }
  stage->kind = spec.kind;
  stage->layer = spec.layer;
  stage->seed = spec.seed;
  stage->per_batch = spec.per_batch;
  return stage;
}

}  // namespace

std::unique_ptr<Stage> MakeStage(const StageSpec& spec, Status* status) {
  for (const Entry& entry : kStages) {
    if (spec.kind != entry.kind) continue;
    ParamReader params(spec);
    std::unique_ptr<Stage> stage = entry.make(params);
    *status = params.Finish();
    if (!status->ok()) return nullptr;
    return SetCommonFields(spec, std::move(stage), status);
  }
  *status = Status("E_SPEC", "unknown stage kind \"" + spec.kind + "\"");
  return nullptr;
}

std::vector<std::string> StageKinds() {
  std::vector<std::string> kinds;
  for (const Entry& entry : kStages) kinds.emplace_back(entry.kind);
  return kinds;
}

}  // namespace imagepipeline
