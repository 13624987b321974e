#include "cuda/whiten_batch.h"

#include <mutex>

#include "cuda/chunk_runner.h"
#include "cuda/whiten_chunk.h"

namespace imagepipeline::cuda {

Status RunWhitening(Driver* driver, const CudaWhitening& batch) {
  const std::lock_guard<std::mutex> lock(driver->batch_mutex());
  if (!driver->on()) return driver->Missing();
  Lane* lane = &driver->lanes()[0];
  int code = lane->Open(&driver->calls());
  if (code == 0) code = driver->whitening()->Keep(&driver->calls(), lane, batch.whitening);
  if (code == 0) {
    const SentWhitening sent = {batch, *driver->whitening(), batch.chunk_bytes, batch.count};
    const auto image_bytes = static_cast<uint64_t>(batch.whitening->features) * sizeof(float);
    code = ChunkRunner<WhitenChunk, SentWhitening>(driver, sent, image_bytes).Run();
  }
  if (code == 0) return {};
  // The numbers are what takes most of the memory.
  if (code == kOutOfMemoryCode) driver->whitening()->Release(&driver->calls());
  return driver->Failed(code);
}

}  // namespace imagepipeline::cuda
