// A slice of the results of a mixing layer: some images, made of images of the whole batch.
#ifndef IMAGEPIPELINE_BINDING_MIX_JOB_H_
#define IMAGEPIPELINE_BINDING_MIX_JOB_H_

#include <napi.h>

#include <memory>
#include <string>
#include <vector>

#include "binding/block_memory.h"
#include "core/image.h"
#include "core/status.h"
#include "runtime/mix.h"

namespace imagepipeline {

struct MixJob {
  ExecutorKind executor = ExecutorKind::kFused;
  MixInput input;
  std::shared_ptr<BlockMemory> input_memory;
  uint8_t* output = nullptr;  // first image of the slice
  std::shared_ptr<BlockMemory> output_memory;
  DType output_dtype = DType::kUint8;
  bool streamed = false;  // see MutableImage
  // One blend per image of the slice, or else the regions of each.
  std::vector<Blend> blends;
  std::vector<std::vector<MixRegion>> regions;
  float fill_value = 0;
  // Path of the CUDA library to run with; empty: on the CPU.
  std::string cuda_library;

  // Reads { input: Block | typed array, inputDtype, inputShape, inputCount, output: Block | typed
  // array, outputDtype, resultDtype, first, count, blends: Float64Array, regions: Float64Array,
  // regionsPerImage, fillValue, reference, cudaLibrary } and checks that everything lies inside.
  // `blends` has own, partner and weight of every image of the batch, or is empty; then `regions`
  // has regionsPerImage times source, top, left, height, width, sourceTop and sourceLeft of each.
  static MixJob From(const Napi::Object& object);

  // Makes all images of the slice; no JavaScript is touched.
  Status Run() const;

 private:
  Status RunOnCuda() const;
  Status RunOnCpu() const;
};

// mixSync(job) and mix(job): Promise<void>. job.output must not be reachable by anybody else until
// the promise settles.
void MixSync(const Napi::CallbackInfo& info);
Napi::Value Mix(const Napi::CallbackInfo& info);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_MIX_JOB_H_
