#include "cuda/whiten_chunk.h"

#include <cstring>
#include <vector>

#include "cuda/product_kernel.h"
#include "kernels/kernel_table.h"
#include "linalg/panel_product.h"

namespace imagepipeline::cuda {

static_assert(kPanelColumns == PanelMatrix::kColumns && kProductDepth == kBlockDepth);

WhitenChunk::WhitenChunk(DeviceCalls* calls, Lane* lane, const SentWhitening& sent, int64_t first,
                         int64_t count)
    : calls_(calls),
      lane_(lane),
      sent_(sent),
      whitening_(*sent.batch.whitening),
      first_(first),
      count_(count) {}

uint64_t WhitenChunk::Values() const {
  return static_cast<uint64_t>(count_) * static_cast<uint64_t>(whitening_.features);
}
uint64_t WhitenChunk::InputBytes() const { return Values() * SizeOf(sent_.batch.input.dtype); }
uint64_t WhitenChunk::OutputBytes() const { return Values() * sizeof(float); }

int WhitenChunk::Reserve() {
  const auto weights =
      static_cast<uint64_t>(count_) * static_cast<uint64_t>(whitening_.rank()) * sizeof(float);
  int code = lane_->input.Reserve(calls_, false, InputBytes());
  if (code == 0) code = lane_->output.Reserve(calls_, false, OutputBytes());
  if (code == 0) code = lane_->rows.Reserve(calls_, false, weights);
  if (code == 0) code = lane_->input_host.Reserve(calls_, true, InputBytes());
  if (code == 0) code = lane_->output_host.Reserve(calls_, true, OutputBytes());
  return code;
}

int WhitenChunk::CopyIn() {
  const auto features = static_cast<uint64_t>(whitening_.features);
  const uint64_t offset =
      static_cast<uint64_t>(first_) * features * SizeOf(sent_.batch.input.dtype);
  std::memcpy(lane_->input_host.data(), sent_.batch.input.data + offset, InputBytes());
  return calls_->Upload(lane_->stream, lane_->input_host.data(), InputBytes(), lane_->input.data());
}

int WhitenChunk::Multiply() {
  ProductLaunch launch;
  launch.images = lane_->input.data();
  launch.mean = sent_.kept.mean();
  launch.load = sent_.batch.input.dtype;
  launch.right = sent_.kept.matrix();
  launch.right_rows = whitening_.matrix.rows();
  launch.rows = count_;
  launch.depth = launch.columns = launch.features = whitening_.features;
  launch.out = reinterpret_cast<float*>(lane_->output.data());
  return whitening_.dense ? calls_->RunProduct(lane_->stream, launch) : MultiplyVectors(launch);
}

// First the shares of the vectors in the images, times their gains; then the vectors times those.
int WhitenChunk::MultiplyVectors(ProductLaunch launch) {
  auto* weights = reinterpret_cast<float*>(lane_->rows.data());
  float* out = launch.out;
  if (whitening_.rank() > 0) {
    launch.transposed = true;
    launch.columns = whitening_.rank();
    launch.gains = sent_.kept.gains();
    launch.out = weights;
    const int code = calls_->RunProduct(lane_->stream, launch);
    if (code != 0) return code;
  }
  launch.transposed = false;
  launch.gains = nullptr;
  launch.values = weights;
  launch.adds_images = true;
  launch.base_gain = whitening_.base_gain;
  launch.depth = whitening_.rank();
  launch.columns = whitening_.features;
  launch.out = out;
  return calls_->RunProduct(lane_->stream, launch);
}

int WhitenChunk::Start() {
  int code = Reserve();
  if (code == 0) code = CopyIn();
  if (code == 0) code = Multiply();
  if (code != 0) return code;
  return calls_->Download(lane_->stream, lane_->output.data(), OutputBytes(),
                          lane_->output_host.data());
}

int WhitenChunk::Finish() {
  const int code = calls_->Wait(lane_->stream);
  if (code != 0) return code;
  for (int64_t i = 0; i < count_; ++i) StoreImage(i);
  return 0;
}

// An image that is left as it is comes from where it was.
void WhitenChunk::StoreImage(int64_t i) const {
  const CudaWhitening& batch = sent_.batch;
  const auto features = static_cast<size_t>(whitening_.features);
  const auto image = static_cast<size_t>(first_ + i);
  float* row =
      reinterpret_cast<float*>(lane_->output_host.data()) + static_cast<size_t>(i) * features;
  if (batch.input.applied != nullptr && batch.input.applied[image] == 0) {
    Kernels().load_row(batch.input.data + image * features * SizeOf(batch.input.dtype),
                       batch.input.dtype, features, row);
  }
  Kernels().store_row(row, features, batch.output_dtype,
                      batch.output + image * features * SizeOf(batch.output_dtype));
}

}  // namespace imagepipeline::cuda
