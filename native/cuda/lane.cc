#include "cuda/lane.h"

#include "cuda/device_calls.h"

namespace imagepipeline::cuda {

int Buffer::Reserve(DeviceCalls* calls, bool pinned, uint64_t bytes) {
  // Kernels read whole words, see byte_run.h.
  constexpr uint64_t kUnit = 16;
  bytes = (bytes + kUnit - 1) / kUnit * kUnit;
  if (bytes <= size_) return 0;
  Release(calls, pinned);
  const int code = pinned ? calls->AllocatePinned(bytes, &data_) : calls->Allocate(bytes, &data_);
  if (code != 0) {
    data_ = nullptr;
    return code;
  }
  size_ = bytes;
  return 0;
}

void Buffer::Release(DeviceCalls* calls, bool pinned) {
  if (data_ == nullptr) return;
  // An error here is that of an earlier call, which has been reported.
  static_cast<void>(pinned ? calls->ReleasePinned(data_) : calls->Release(data_));
  data_ = nullptr;
  size_ = 0;
}

int Lane::Open(DeviceCalls* calls) { return stream != nullptr ? 0 : calls->CreateStream(&stream); }

void Lane::Release(DeviceCalls* calls) {
  for (Buffer* buffer : {&input, &output, &between[0], &between[1], &rows, &arena, &results})
    buffer->Release(calls, false);
  for (Buffer* buffer : {&input_host, &output_host, &arena_host, &results_host})
    buffer->Release(calls, true);
}

}  // namespace imagepipeline::cuda
