#include "linalg/low_rank_product.h"

#include <algorithm>

#include "kernels/kernel_table.h"
#include "linalg/panel_product.h"
#include "runtime/pool.h"

namespace imagepipeline {

namespace {

constexpr int64_t kColumns = PanelMatrix::kColumns;
static_assert(kBlockDepth % kColumns == 0);

// What one block of features needs, and the products with the vectors so far.
struct Memory {
  PoolBlock block;
  float* packed = nullptr;      // centred values, tile by tile
  float* transposed = nullptr;  // kBlockDepth features of 48 vectors
  float* weights = nullptr;     // c . u_k, packed as a left side: tile by tile, vector by vector
  size_t tiles = 0, packed_stride = 0, weights_stride = 0;
};

Status Allocate(const Whitening& whitening, size_t rows, Memory* memory) {
  memory->tiles = (rows + kTileRows - 1) / kTileRows;
  memory->packed_stride = kTileRows * static_cast<size_t>(kBlockDepth);
  memory->weights_stride = kTileRows * static_cast<size_t>(whitening.rank());
  const size_t packed = memory->tiles * memory->packed_stride;
  const size_t transposed = static_cast<size_t>(kBlockDepth * kColumns);
  const size_t weights = memory->tiles * memory->weights_stride;
  memory->block = PoolBlock::Allocate((packed + transposed + weights) * sizeof(float));
  if (!memory->block) return {"E_ALLOC", "no memory for a block of images"};
  memory->packed = static_cast<float*>(memory->block.data());
  memory->transposed = memory->packed + packed;
  memory->weights = memory->transposed + transposed;
  std::fill_n(memory->weights, weights, 0.0f);
  return {};
}

// out[f * 48 + k] = value first_feature + f of vector first_vector + k; vectors past the last are
// 0.
void Transpose(const PanelMatrix& vectors, int64_t first_vector, int64_t first_feature,
               int64_t depth, float* out) {
  const int64_t count = std::min(kColumns, vectors.rows() - first_vector);
  for (int64_t done = 0; done < depth; done += kColumns, out += kColumns * kColumns) {
    const float* block = vectors.At((first_feature + done) / kColumns, first_vector);
    const int64_t width = std::min(kColumns, depth - done);
    for (int64_t f = 0; f < width; ++f) {
      for (int64_t k = 0; k < count; ++k) out[f * kColumns + k] = block[k * kColumns + f];
      for (int64_t k = count; k < kColumns; ++k) out[f * kColumns + k] = 0;
    }
  }
}

// The share of `depth` features in c . u_k, for 48 vectors.
void AddWeights(const Memory& memory, int64_t first_vector, int64_t count, int64_t depth) {
  for (size_t t = 0; t < memory.tiles; ++t) {
    alignas(64) float tile[kTileRows * kTileFloats] = {};
    Kernels().multiply_floats(static_cast<size_t>(depth), memory.packed + t * memory.packed_stride,
                              memory.transposed, tile);
    float* weights =
        memory.weights + t * memory.weights_stride + static_cast<size_t>(first_vector) * kTileRows;
    for (int64_t k = 0; k < count; ++k, weights += kTileRows) {
      for (size_t i = 0; i < kTileRows; ++i)
        weights[i] += tile[i * kTileFloats + static_cast<size_t>(k)];
    }
  }
}

void ComputeWeights(const Whitening& whitening, const CentredRows& rows, const Memory& memory) {
  for (int64_t first = 0; first < whitening.features; first += kBlockDepth) {
    const int64_t depth = std::min(kBlockDepth, whitening.features - first);
    for (size_t t = 0; t < memory.tiles; ++t)
      rows.Pack(t * kTileRows, first, depth, memory.packed + t * memory.packed_stride);
    for (int64_t k = 0; k < whitening.rank(); k += kColumns) {
      Transpose(whitening.matrix, k, first, depth, memory.transposed);
      AddWeights(memory, k, std::min(kColumns, whitening.rank() - k), depth);
    }
  }
  for (size_t t = 0; t < memory.tiles; ++t) {
    float* weights = memory.weights + t * memory.weights_stride;
    for (const float gain : whitening.gains) {
      for (size_t i = 0; i < kTileRows; ++i) *weights++ *= gain;
    }
  }
}

}  // namespace

Status AddLowRankProduct(const Whitening& whitening, const CentredRows& rows, float* const* out) {
  const size_t count = rows.images.size();
  Memory memory;
  Status status = Allocate(whitening, count, &memory);
  if (!status.ok()) return status;
  ComputeWeights(whitening, rows, memory);
  for (size_t i = 0; i < count; ++i) {
    rows.Read(rows.images[i], 0, whitening.features, out[i]);
    for (int64_t f = 0; f < whitening.features; ++f) out[i][f] *= whitening.base_gain;
  }
  for (int64_t first = 0; first < whitening.rank(); first += kBlockDepth) {
    const int64_t depth = std::min(kBlockDepth, whitening.rank() - first);
    const float* left = memory.weights + static_cast<size_t>(first) * kTileRows;
    AddProduct({left, memory.weights_stride, count}, whitening.matrix, first, depth, false, out);
  }
  return {};
}

}  // namespace imagepipeline
