// The fast way: tiles of eight images by 48 features.
#include <algorithm>

#include "kernels/kernel_table.h"
#include "linalg/centred_rows.h"
#include "linalg/low_rank_product.h"
#include "linalg/panel_product.h"
#include "linalg/whitening.h"
#include "runtime/pool.h"

namespace imagepipeline {

namespace {

Status AddDenseProduct(const Whitening& whitening, const CentredRows& rows, float* const* out) {
  const size_t count = rows.images.size(), tiles = (count + kTileRows - 1) / kTileRows;
  const size_t stride = kTileRows * kBlockDepth;
  const PoolBlock packed = PoolBlock::Allocate(tiles * stride * sizeof(float));
  if (!packed) return {"E_ALLOC", "no memory for a block of images"};
  auto* values = static_cast<float*>(packed.data());
  for (int64_t first = 0; first < whitening.features; first += kBlockDepth) {
    const int64_t depth = std::min(kBlockDepth, whitening.features - first);
    for (size_t tile = 0; tile < tiles; ++tile)
      rows.Pack(tile * kTileRows, first, depth, values + tile * stride);
    AddProduct({values, stride, count}, whitening.matrix, first, depth, first == 0, out);
  }
  return {};
}

// The wanted images of `rows`, into the rows of the batch that belong to them.
Status WhitenRows(const Whitening& whitening, const CentredRows& rows, float* out) {
  std::vector<float*> targets;
  targets.reserve(rows.images.size());
  for (const int64_t image : rows.images) targets.push_back(out + image * whitening.features);
  Status status = whitening.dense ? AddDenseProduct(whitening, rows, targets.data())
                                  : AddLowRankProduct(whitening, rows, targets.data());
  if (!status.ok()) return status;
  for (float* row : targets)
    Kernels().store_row(row, static_cast<size_t>(whitening.features), DType::kFloat32, row);
  return {};
}

void CopyImage(const Whitening& whitening, const WhiteningInput& input, int64_t image, float* out) {
  const auto features = static_cast<size_t>(whitening.features);
  const size_t offset = static_cast<size_t>(image) * features;
  float* row = out + offset;
  Kernels().load_row(input.data + offset * SizeOf(input.dtype), input.dtype, features, row);
  Kernels().store_row(row, features, DType::kFloat32, row);
}

}  // namespace

Status ApplyWhitening(const Whitening& whitening, const WhiteningInput& input, float* out) {
  CentredRows rows = {input.data, input.dtype, whitening.features, whitening.mean.data(), {}};
  for (int64_t image = 0; image < input.count; ++image) {
    if (input.applied != nullptr && input.applied[image] == 0) {
      CopyImage(whitening, input, image, out);
      continue;
    }
    rows.images.push_back(image);
    if (static_cast<int64_t>(rows.images.size()) < kWhitenedTogether) continue;
    Status status = WhitenRows(whitening, rows, out);
    if (!status.ok()) return status;
    rows.images.clear();
  }
  return rows.images.empty() ? Status() : WhitenRows(whitening, rows, out);
}

}  // namespace imagepipeline
