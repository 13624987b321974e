#include "cuda/lane.h"

#include "cuda/driver.h"

namespace imagepipeline::cuda {

int Buffer::Reserve(const Driver& driver, bool pinned, uint64_t bytes) {
  // Kernels read whole words, see byte_run.h.
  constexpr uint64_t kUnit = 16;
  bytes = (bytes + kUnit - 1) / kUnit * kUnit;
  if (bytes <= size_) return 0;
  Release(driver, pinned);
  const int code = pinned ? driver.AllocatePinned(bytes, &data_) : driver.Allocate(bytes, &data_);
  if (code != 0) {
    data_ = nullptr;
    return code;
  }
  size_ = bytes;
  return 0;
}

void Buffer::Release(const Driver& driver, bool pinned) {
  if (data_ == nullptr) return;
  // An error here is that of an earlier call, which has been reported.
  static_cast<void>(pinned ? driver.api().release_pinned(data_) : driver.api().release(data_));
  data_ = nullptr;
  size_ = 0;
}

int Lane::Open(const Driver& driver) {
  return stream != nullptr ? 0 : driver.api().create_stream(&stream);
}

void Lane::Release(const Driver& driver) {
  for (Buffer* buffer : {&input, &output, &between[0], &between[1], &rows, &arena, &results})
    buffer->Release(driver, false);
  for (Buffer* buffer : {&input_host, &output_host, &arena_host, &results_host})
    buffer->Release(driver, true);
}

}  // namespace imagepipeline::cuda
