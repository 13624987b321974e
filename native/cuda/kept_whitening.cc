#include "cuda/kept_whitening.h"

#include <cstring>

#include "cuda/device_calls.h"

namespace imagepipeline::cuda {

namespace {

// Through the lane's pinned memory; returns when that is free again.
int Send(DeviceCalls* calls, Lane* lane, const void* values, uint64_t bytes, Buffer* buffer) {
  if (bytes == 0) return 0;
  int code = buffer->Reserve(calls, false, bytes);
  if (code == 0) code = lane->input_host.Reserve(calls, true, bytes);
  if (code != 0) return code;
  std::memcpy(lane->input_host.data(), values, bytes);
  code = calls->Upload(lane->stream, lane->input_host.data(), bytes, buffer->data());
  const int waited = calls->Wait(lane->stream);
  return code != 0 ? code : waited;
}

}  // namespace

int KeptWhitening::Keep(DeviceCalls* calls, Lane* lane,
                        const std::shared_ptr<const Whitening>& whitening) {
  if (whitening_.lock() == whitening) return 0;
  whitening_.reset();
  const Whitening& w = *whitening;
  int code = Send(calls, lane, w.mean.data(), w.mean.size() * sizeof(double), &mean_);
  if (code == 0) code = Send(calls, lane, w.matrix.At(0, 0), w.matrix.SizeBytes(), &matrix_);
  if (code == 0) code = Send(calls, lane, w.gains.data(), w.gains.size() * sizeof(float), &gains_);
  if (code == 0) whitening_ = whitening;
  return code;
}

void KeptWhitening::Release(DeviceCalls* calls) {
  whitening_.reset();
  for (Buffer* buffer : {&matrix_, &mean_, &gains_}) buffer->Release(calls, false);
}

}  // namespace imagepipeline::cuda
