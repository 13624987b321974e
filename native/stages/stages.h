// The factories of all stages; each is defined in the file of its name. They read their own
// parameters and report problems through the reader.
#ifndef IMAGEPIPELINE_STAGES_STAGES_H_
#define IMAGEPIPELINE_STAGES_STAGES_H_

#include <memory>

#include "program/param_reader.h"
#include "program/stage.h"

namespace imagepipeline {

std::unique_ptr<Stage> MakeFlip(ParamReader& params);
std::unique_ptr<Stage> MakeCrop(ParamReader& params);
std::unique_ptr<Stage> MakeTranslation(ParamReader& params);
std::unique_ptr<Stage> MakeRotation(ParamReader& params);
std::unique_ptr<Stage> MakeZoom(ParamReader& params);
std::unique_ptr<Stage> MakeShear(ParamReader& params);
std::unique_ptr<Stage> MakeShearAngle(ParamReader& params);
std::unique_ptr<Stage> MakeElastic(ParamReader& params);
std::unique_ptr<Stage> MakePerspective(ParamReader& params);
std::unique_ptr<Stage> MakeProjective(ParamReader& params);
std::unique_ptr<Stage> MakeTensorFlowTransform(ParamReader& params);
std::unique_ptr<Stage> MakeTensorFlowResizeNearest(ParamReader& params);
std::unique_ptr<Stage> MakeTfjsRotation(ParamReader& params);
std::unique_ptr<Stage> MakeResize(ParamReader& params);
std::unique_ptr<Stage> MakeResizedCrop(ParamReader& params);
std::unique_ptr<Stage> MakeRandomSize(ParamReader& params);
std::unique_ptr<Stage> MakeRescale(ParamReader& params);
std::unique_ptr<Stage> MakeIdgAffine(ParamReader& params);
std::unique_ptr<Stage> MakeIdgBrightness(ParamReader& params);
std::unique_ptr<Stage> MakePillowResize(ParamReader& params);
std::unique_ptr<Stage> MakeNormalize(ParamReader& params);
std::unique_ptr<Stage> MakeBrightness(ParamReader& params);
std::unique_ptr<Stage> MakeInvert(ParamReader& params);
std::unique_ptr<Stage> MakeSaturation(ParamReader& params);
std::unique_ptr<Stage> MakeHue(ParamReader& params);
std::unique_ptr<Stage> MakeColorDegeneration(ParamReader& params);
std::unique_ptr<Stage> MakeGrayscale(ParamReader& params);
std::unique_ptr<Stage> MakeSolarize(ParamReader& params);
std::unique_ptr<Stage> MakePosterize(ParamReader& params);
std::unique_ptr<Stage> MakeContrast(ParamReader& params);
std::unique_ptr<Stage> MakeAutoContrast(ParamReader& params);
std::unique_ptr<Stage> MakeEqualize(ParamReader& params);
std::unique_ptr<Stage> MakeChannelShift(ParamReader& params);
std::unique_ptr<Stage> MakeSamplewiseNormalize(ParamReader& params);
std::unique_ptr<Stage> MakeChannelZca(ParamReader& params);
std::unique_ptr<Stage> MakeCoin(ParamReader& params);
std::unique_ptr<Stage> MakeChoice(ParamReader& params);
std::unique_ptr<Stage> MakeMixUp(ParamReader& params);
std::unique_ptr<Stage> MakeCutMix(ParamReader& params);
std::unique_ptr<Stage> MakeMosaic(ParamReader& params);
std::unique_ptr<Stage> MakeBranchBegin(ParamReader& params);
std::unique_ptr<Stage> MakeBranchNext(ParamReader& params);
std::unique_ptr<Stage> MakeBranchEnd(ParamReader& params);
std::unique_ptr<Stage> MakeGaussianBlur(ParamReader& params);
std::unique_ptr<Stage> MakeSharpness(ParamReader& params);
std::unique_ptr<Stage> MakeClahe(ParamReader& params);
std::unique_ptr<Stage> MakeErase(ParamReader& params);
std::unique_ptr<Stage> MakeGaussianNoise(ParamReader& params);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_STAGES_STAGES_H_
