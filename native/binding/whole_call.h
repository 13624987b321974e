// A whole call of a plan in one step: the draws and the images, on the calling thread. Its numbers
// lie in one array that both sides see, because reading an object's fields one by one takes longer
// than a small image.
#ifndef IMAGEPIPELINE_BINDING_WHOLE_CALL_H_
#define IMAGEPIPELINE_BINDING_WHOLE_CALL_H_

#include <napi.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/status.h"
#include "program/plan.h"
#include "runtime/plan_runner.h"

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

// The memory of a typed array.
struct PixelSpan {
  uint8_t* buffer = nullptr;  // where its ArrayBuffer starts
  size_t offset = 0;
  size_t bytes = 0;   // to the end of the buffer
  size_t values = 0;  // of the array

  uint8_t* data() const { return buffer + offset; }
};

// Calls of one plan.
class WholeCall {
 public:
  // Of a Float64Array of kCallFields.
  WholeCall(std::shared_ptr<const Plan> plan, const Napi::Float64Array& numbers);

  // The call that the numbers describe. E_BOUNDS before anything is written.
  Status Run(const PixelSpan& input, const PixelSpan& output);

 private:
  std::shared_ptr<const Plan> plan_;
  Napi::Reference<Napi::Float64Array> numbers_;
  const double* fields_;  // of numbers_, which nobody else has
  PlanRunner runner_;
};

// What runWhole() takes.
Napi::Value MakeWholeCall(const Napi::CallbackInfo& info, std::shared_ptr<const Plan> plan);

// runWhole(call, input, output): true; false, and nothing is done, where an array has been
// transferred away or is shared, or both are of one memory.
Napi::Value RunWhole(const Napi::CallbackInfo& info);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_WHOLE_CALL_H_
