#include "cuda/batch.h"

#include <algorithm>

#include "cuda/chunk.h"
#include "cuda/chunk_runner.h"
#include "runtime/widen.h"

namespace imagepipeline::cuda {

namespace {

Status CheckShapes(const CudaBatch& batch) {
  for (int64_t i = 0; i < batch.count; ++i) {
    Shape shape;
    DType dtype;
    Status status = batch.plan->Output(
        batch.input_shape, batch.input_dtype,
        batch.numbers + static_cast<size_t>(i) * batch.plan->number_count(), &shape, &dtype);
    if (!status.ok()) return status;
    const bool stores = dtype == batch.output_dtype || CanWiden(dtype, batch.output_dtype);
    if (shape != batch.output_shape || !stores)
      return {"E_RAGGED", "the images of one batch would get different shapes"};
  }
  return {};
}

}  // namespace

Status RunBatch(Driver* driver, const CudaBatch& wanted) {
  CudaBatch batch = wanted;
  Status status = CheckShapes(batch);
  if (!status.ok()) return status;
  const std::lock_guard<std::mutex> lock(driver->batch_mutex());
  if (!driver->on()) return driver->Missing();
  const auto bytes = [](const Shape& shape, DType dtype) {
    return static_cast<uint64_t>(shape.ValueCount()) * SizeOf(dtype);
  };
  const uint64_t image_bytes = std::max(bytes(batch.input_shape, batch.input_dtype),
                                        bytes(batch.output_shape, batch.output_dtype));
  const auto count = static_cast<uint64_t>(batch.count);
  batch.pinned_input |=
      driver->pinned().Holds(batch.input, count * bytes(batch.input_shape, batch.input_dtype));
  batch.pinned_output |=
      driver->pinned().Holds(batch.output, count * bytes(batch.output_shape, batch.output_dtype));
  const int code = ChunkRunner<Chunk, CudaBatch>(driver, batch, image_bytes).Run();
  if (code == kUnknownPass) return {"E_CUDA_PASS", "device: a pass that only the CPU can run"};
  return code == 0 ? Status() : driver->Failed(code);
}

}  // namespace imagepipeline::cuda
