// A slice of a batch that is whitened.
#ifndef IMAGEPIPELINE_BINDING_WHITEN_JOB_H_
#define IMAGEPIPELINE_BINDING_WHITEN_JOB_H_

#include <napi.h>

#include <memory>
#include <string>
#include <vector>

#include "binding/block_memory.h"
#include "core/image.h"
#include "core/status.h"
#include "linalg/whitening.h"
#include "runtime/executor.h"

namespace imagepipeline {

struct WhitenJob {
  ExecutorKind executor = ExecutorKind::kFused;
  std::shared_ptr<const Whitening> whitening;
  const uint8_t* input = nullptr;  // first image of the slice; images follow each other densely
  std::shared_ptr<BlockMemory> input_memory;
  DType input_dtype = DType::kUint8;
  uint8_t* output = nullptr;
  std::shared_ptr<BlockMemory> output_memory;
  DType output_dtype = DType::kFloat32;
  int64_t count = 0;
  std::vector<uint8_t> applied;  // one per image of the slice; empty: all
  // Path of the CUDA library to run with; empty: on the CPU.
  std::string cuda_library;

  // Reads { whitening, input: Block | typed array, inputDtype, output: Block | typed array,
  // outputDtype, first, count, applied: Float64Array of the whole batch, reference, cudaLibrary }
  // and checks that everything lies inside.
  static WhitenJob From(const Napi::Object& object);

  // Whitens all images; no JavaScript is touched.
  Status Run() const;

 private:
  Status RunOnCuda() const;
  Status RunOnCpu() const;
  // `images` images, the first of which is `first` of the slice.
  Status Whiten(int64_t first, int64_t images, float* out) const;
};

// whitenSync(job) and whiten(job): Promise<void>. job.output must not be reachable by anybody else
// until the promise settles.
void WhitenSync(const Napi::CallbackInfo& info);
Napi::Value Whiten(const Napi::CallbackInfo& info);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_WHITEN_JOB_H_
