#include "cuda/staged_copy.h"

#include <algorithm>
#include <cstring>

namespace imagepipeline::cuda {

namespace {

// As large as a chunk of a batch, so that its memory serves. A row of the largest matrix fits.
constexpr uint64_t kPieceBytes = uint64_t{12} << 20;

}  // namespace

int StagedCopy::Open() {
  const int code = lane_->Open(calls_);
  return code != 0 ? code : lane_->input_host.Reserve(calls_, true, kPieceBytes);
}

int StagedCopy::Send(const void* host, uint64_t bytes, void* device) const {
  for (uint64_t done = 0; done < bytes; done += kPieceBytes) {
    const uint64_t piece = std::min(kPieceBytes, bytes - done);
    std::memcpy(lane_->input_host.data(), static_cast<const uint8_t*>(host) + done, piece);
    const int code = calls_->Upload(lane_->stream, lane_->input_host.data(), piece,
                                    static_cast<uint8_t*>(device) + done);
    const int waited = calls_->Wait(lane_->stream);
    if (code != 0 || waited != 0) return code != 0 ? code : waited;
  }
  return 0;
}

int StagedCopy::Fetch(const void* device, uint64_t bytes, void* host) const {
  for (uint64_t done = 0; done < bytes; done += kPieceBytes) {
    const uint64_t piece = std::min(kPieceBytes, bytes - done);
    const int code = calls_->Download(lane_->stream, static_cast<const uint8_t*>(device) + done,
                                      piece, lane_->input_host.data());
    const int waited = calls_->Wait(lane_->stream);
    if (code != 0 || waited != 0) return code != 0 ? code : waited;
    std::memcpy(static_cast<uint8_t*>(host) + done, lane_->input_host.data(), piece);
  }
  return 0;
}

int StagedCopy::FetchRows(
    const double* device, uint64_t rows, uint64_t columns,
    const std::function<void(uint64_t row, const double* values)>& visit) const {
  const uint64_t row_bytes = columns * sizeof(double);
  const uint64_t together = kPieceBytes / row_bytes;
  for (uint64_t first = 0; first < rows; first += together) {
    const uint64_t count = std::min(together, rows - first);
    const int code = calls_->Download(lane_->stream, device + first * columns, count * row_bytes,
                                      lane_->input_host.data());
    const int waited = calls_->Wait(lane_->stream);
    if (code != 0 || waited != 0) return code != 0 ? code : waited;
    const auto* values = reinterpret_cast<const double*>(lane_->input_host.data());
    for (uint64_t i = 0; i < count; ++i) visit(first + i, values + i * columns);
  }
  return 0;
}

}  // namespace imagepipeline::cuda
