// A slice of a batch: some images of one shape, with their numbers, input and output addresses.
#ifndef IMAGEPIPELINE_BINDING_SLICE_JOB_H_
#define IMAGEPIPELINE_BINDING_SLICE_JOB_H_

#include <napi.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "binding/block_wrap.h"
#include "core/image.h"
#include "core/status.h"
#include "program/plan.h"
#include "runtime/executor.h"

namespace imagepipeline {

// Results of this size leave the caches before anybody reads them.
constexpr size_t kStreamedBytes = size_t{16} << 20;

// Bytes of one image; false when the shape is empty or the product overflows.
bool ByteCount(const Shape& shape, DType dtype, uint64_t* bytes);

struct SliceJob {
  std::shared_ptr<const Plan> plan;
  ExecutorKind executor = ExecutorKind::kFused;
  const uint8_t* input = nullptr;  // first image of the slice; images follow each other densely
  std::shared_ptr<BlockMemory> input_memory;
  Shape input_shape;
  DType input_dtype = DType::kUint8;
  uint8_t* output = nullptr;
  std::shared_ptr<BlockMemory> output_memory;
  Shape output_shape;
  DType output_dtype = DType::kFloat32;
  bool streamed = false;  // see MutableImage
  bool planar = false;    // see MutableImage
  int64_t count = 0;
  std::vector<double> numbers;
  // Set when the pixels are masks of images of this shape and dtype.
  std::optional<MaskedImage> masked;
  // Path of the CUDA library to run with; empty: on the CPU.
  std::string cuda_library;
  // Whether to stop, on the CPU, behind the image with which a slice has taken long enough.
  bool timed = false;
  // How many images were run.
  int64_t done = 0;

  // Reads { input: Block | typed array, inputDtype, inputShape, output: Block | typed array,
  // outputDtype, outputShape, outputOffset (values), first, count, numbers: Float64Array,
  // reference, cudaLibrary, and for masks: maskedShape and maskedDtype of their images,
  // maskFillValue } and checks that everything lies inside.
  static SliceJob From(const Napi::Object& object, std::shared_ptr<const Plan> plan);

  // No JavaScript is touched.
  Status Run();

 private:
  Status RunOnCuda() const;
  Status RunOnCpu();
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_SLICE_JOB_H_
