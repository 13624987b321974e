// Separable convolutions: each row is convolved along x once and kept in a ring; rows of the ring,
// and the row itself, are combined into output rows.
#include <algorithm>
#include <cstring>
#include <vector>

#include "runtime/fused_passes.h"
#include "runtime/row_ring.h"
#include "runtime/row_writer.h"

namespace imagepipeline {

namespace {

std::vector<float> Scaled(const std::vector<double>& weights, double scale) {
  std::vector<float> scaled;
  scaled.reserve(weights.size());
  for (const double weight : weights) scaled.push_back(static_cast<float>(weight * scale));
  return scaled;
}

// Rows along x. A row lies between zeros, so that tap t of all values is one row further on.
class ColumnPass {
 public:
  ColumnPass(const ConstImage& in, const std::vector<double>& weights, Scratch* scratch)
      : in_(in),
        weights_(Scaled(weights, 1)),
        values_(RowValues(in.shape)),
        margin_(weights.size() / 2 * static_cast<size_t>(in.shape.channels)) {
    const size_t size = 2 * margin_ + values_;
    padded_ = static_cast<float*>(scratch->Get(kLoadedSlot, size * sizeof(float)));
    if (padded_ == nullptr) return;
    std::fill(padded_, padded_ + margin_, 0.0f);
    std::fill(padded_ + margin_ + values_, padded_ + size, 0.0f);
    for (size_t t = 0; t < weights_.size(); ++t)
      taps_.push_back(padded_ + t * static_cast<size_t>(in.shape.channels));
  }

  bool ok() const { return padded_ != nullptr; }

  // Row y as float32; valid until the next call of either.
  const float* Load(int64_t y) {
    Kernels().load_row(Row(in_, y), in_.dtype, values_, padded_ + margin_);
    return padded_ + margin_;
  }

  void Convolve(int64_t y, float* row) {
    Load(y);
    Kernels().combine_rows(taps_.data(), weights_.data(), static_cast<int>(taps_.size()), 0,
                           values_, row);
  }

 private:
  ConstImage in_;
  std::vector<float> weights_;
  size_t values_, margin_;
  float* padded_;
  std::vector<const float*> taps_;
};

}  // namespace

Status RunConvolve(const Convolution& move, const ConstImage& in, const MutableImage& out,
                   const RowOps& ops, Scratch* scratch) {
  const auto radius = static_cast<int64_t>(move.rows.size() / 2);
  const int64_t height = in.shape.height;
  const auto most = static_cast<int>(std::min<int64_t>(2 * radius + 1, height));
  const RowWriter writer(ops, out, scratch);
  ColumnPass columns(in, move.columns, scratch);
  auto ring = MakeRowRing<float>(RowValues(in.shape), most, scratch,
                                 [&](int64_t y, float* row) { columns.Convolve(y, row); });
  if (!writer.ok() || !columns.ok() || !ring.ok()) return OutOfMemory();
  const std::vector<float> row_weights = Scaled(move.rows, move.blur_weight);
  std::vector<const float*> rows;
  std::vector<float> weights;
  for (int64_t y = 0; y < height; ++y) {
    const int64_t first = std::max<int64_t>(y - radius, 0);
    const int64_t last = std::min<int64_t>(y + radius, height - 1);
    const auto count = static_cast<int>(last - first + 1);
    const float* const* convolved = ring.Rows(first, count);
    const float* row_weight = row_weights.data() + (first - (y - radius));
    rows.assign(convolved, convolved + count);
    weights.assign(row_weight, row_weight + count);
    if (move.self_weight != 0) {
      rows.push_back(columns.Load(y));
      weights.push_back(static_cast<float>(move.self_weight));
    }
    Kernels().combine_rows(rows.data(), weights.data(), static_cast<int>(rows.size()), 0,
                           RowValues(out.shape), writer.Begin(y));
    writer.End(y);
  }
  return {};
}

}  // namespace imagepipeline
