#include "cuda/mix_batch.h"

#include <algorithm>
#include <mutex>

#include "cuda/chunk_runner.h"
#include "cuda/mix_chunk.h"

namespace imagepipeline::cuda {

Status RunMix(Driver* driver, const CudaMix& mix) {
  const std::lock_guard<std::mutex> lock(driver->batch_mutex());
  if (!driver->on()) return driver->Missing();
  const uint64_t image_bytes = static_cast<uint64_t>(mix.input.shape.ValueCount()) *
                               std::max(SizeOf(mix.input.dtype), SizeOf(mix.output_dtype));
  const int code = ChunkRunner<MixChunk, CudaMix>(driver, mix, image_bytes).Run();
  return code == 0 ? Status() : driver->Failed(code);
}

}  // namespace imagepipeline::cuda
