// A whole call of a plan in one step: the draws and the images, on the calling thread. Its numbers
// come in one array, because reading an object's fields one by one takes longer than a small image.
#ifndef IMAGEPIPELINE_BINDING_WHOLE_CALL_H_
#define IMAGEPIPELINE_BINDING_WHOLE_CALL_H_

#include <napi.h>

#include <vector>

#include "core/image.h"
#include "program/passes.h"
#include "program/plan.h"

namespace imagepipeline {

// Places in the array; src/whole-call.ts has the same.
enum CallField : size_t {
  kCallCount,
  kCallHeight,
  kCallWidth,
  kCallChannels,
  kCallDType,
  kCallOutHeight,
  kCallOutWidth,
  kCallOutChannels,
  kCallOutDType,
  kCallSeed,
  kCallSupersedes,
  kCallEpoch,
  kCallFirstIndex,
  kCallReference,
  kCallFields
};

// The passes of the latest image. A plan that draws no numbers makes the same of every image.
struct LatestPasses {
  Shape shape;
  DType dtype = DType::kFloat32;
  std::vector<Pass> passes;
};

// (input, output, numbers): arrays of pixels and a Float64Array of kCallFields. Throws E_BOUNDS
// before anything is written.
void RunWholeCall(const Napi::CallbackInfo& info, const Plan& plan, LatestPasses* latest);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_WHOLE_CALL_H_
