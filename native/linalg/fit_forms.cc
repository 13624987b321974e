#include "linalg/fit_forms.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/with_type.h"
#include "linalg/buffer.h"
#include "linalg/centred_tiles.h"
#include "linalg/parallel.h"

namespace imagepipeline {
namespace {

Status NoMemory() { return {"E_ALLOC", "no memory for the rows of a whitening"}; }

// Gains of the directions from `first` on, the largest variance first, less the base.
std::vector<float> GainsFrom(size_t first, size_t count, const Spectrum& spectrum) {
  std::vector<float> gains;
  for (size_t k = count; k-- > first;)
    gains.push_back(static_cast<float>(spectrum.Gain(k) - spectrum.BaseGain()));
  return gains;
}

// Rows of length 1, rounded once. A row of zeros stays.
void SetUnitRows(size_t first, size_t count, const double* rows, size_t features, float* scratch,
                 PanelMatrix* matrix) {
  for (size_t r = 0; r < count; ++r) {
    const double* row = rows + r * features;
    double square = 0;
    for (size_t i = 0; i < features; ++i) square += row[i] * row[i];
    const double scale = square > 0 ? 1 / std::sqrt(square) : 0;
    for (size_t i = 0; i < features; ++i) scratch[i] = static_cast<float>(row[i] * scale);
    matrix->SetRows(static_cast<int64_t>(first + r), 1, scratch);
  }
}

// The 48 vectors before vector `end`, the last one first, as columns; zeros where there are none.
void TakeVectors(const double* vectors, size_t length, size_t end, double* columns) {
  for (size_t w = 0; w < kTileSide; ++w) {
    for (size_t k = 0; k < length; ++k)
      columns[k * kTileSide + w] = w < end ? vectors[(end - 1 - w) * length + k] : 0;
  }
}

// The first `count` rows of V^T X, with 48 vectors as columns.
template <typename T>
void MixImages(const CentredFeatures<T>& images, size_t depth, const double* columns, size_t count,
               double* rows) {
  const size_t features = images.features, tiles = TilesAcross(features);
  const MatrixColumns vectors = {columns, kTileSide};
  RunOnAllCores(tiles, [&](size_t share, size_t shares) {
    for (size_t t = tiles * share / shares; t < tiles * (share + 1) / shares; ++t) {
      double tile[kTileValues] = {};
      AddProductTile(depth, vectors, 0, images, t * kTileSide, tile);
      const size_t width = std::min(kTileSide, features - t * kTileSide);
      for (size_t r = 0; r < count; ++r)
        std::copy_n(tile + r * kTileSide, width, rows + r * features + t * kTileSide);
    }
  });
}

}  // namespace

Status WhitenByImages(const MomentsSpec& spec, const std::vector<const uint8_t*>& rows,
                      const double* vectors, const Spectrum& spectrum, std::vector<double> mean,
                      std::shared_ptr<const Whitening>* out) {
  const size_t n = rows.size(), features = spec.Features();
  const size_t first = std::max(spectrum.FirstKept(), spectrum.FirstVarying());
  auto whitening = std::make_shared<Whitening>();
  Status status = StartLowRankWhitening(std::move(mean), static_cast<float>(spectrum.BaseGain()),
                                        GainsFrom(first, n, spectrum), whitening.get());
  if (!status.ok()) return status;
  Buffer<double> block, columns;
  Buffer<float> scratch;
  if (!block.Allocate(kTileSide * features) || !columns.Allocate(kTileSide * n) ||
      !scratch.Allocate(features)) {
    return NoMemory();
  }
  for (size_t done = 0; done < n - first; done += kTileSide) {
    const size_t count = std::min(kTileSide, n - first - done);
    TakeVectors(vectors, n, n - done, columns.data());
    WithType(spec.dtype, [&]<typename T>(T) {
      const CentredFeatures<T> images = {rows.data(), whitening->mean.data(), features};
      MixImages(images, n, columns.data(), count, block.data());
    });
    SetUnitRows(done, count, block.data(), features, scratch.data(), &whitening->matrix);
  }
  *out = std::move(whitening);
  return {};
}

Status WhitenByVectors(const double* vectors, const Spectrum& spectrum, std::vector<double> mean,
                       std::shared_ptr<const Whitening>* out) {
  const size_t features = mean.size(), first = spectrum.FirstKept();
  auto whitening = std::make_shared<Whitening>();
  Status status = StartLowRankWhitening(std::move(mean), static_cast<float>(spectrum.BaseGain()),
                                        GainsFrom(first, features, spectrum), whitening.get());
  if (!status.ok()) return status;
  std::vector<float> row(features);
  for (size_t k = 0; k < features - first; ++k) {
    const double* vector = vectors + (features - 1 - k) * features;
    for (size_t i = 0; i < features; ++i) row[i] = static_cast<float>(vector[i]);
    whitening->matrix.SetRows(static_cast<int64_t>(k), 1, row.data());
  }
  *out = std::move(whitening);
  return {};
}

Status WhitenByMatrix(FitSolver* solver, double* vectors, const Spectrum& spectrum,
                      std::vector<double> mean, std::shared_ptr<const Whitening>* out) {
  const size_t features = mean.size(), first = spectrum.FirstKept();
  auto whitening = std::make_shared<Whitening>();
  Status status = StartDenseWhitening(std::move(mean), whitening.get());
  if (!status.ok()) return status;
  TriangleTiles<float> triangle;
  Buffer<float> block;
  if (!triangle.Allocate(features) || !block.Allocate(kTileSide * features)) return NoMemory();
  // W = Y^T Y with rows of Y that carry the root of their gain.
  for (size_t k = first; k < features; ++k) {
    const double root = std::sqrt(spectrum.Gain(k));
    for (size_t i = 0; i < features; ++i) vectors[k * features + i] *= root;
  }
  status =
      solver->MultiplyBySelf(features - first, features, vectors + first * features, &triangle);
  if (!status.ok()) return status;
  for (size_t row = 0; row < TilesAcross(features); ++row) {
    const size_t count = std::min(kTileSide, features - row * kTileSide);
    for (size_t i = 0; i < count; ++i) {
      for (size_t j = 0; j < features; ++j) {
        const size_t column = j / kTileSide, at = j % kTileSide;
        block[i * features + j] = column >= row
                                      ? triangle.tile(TileIndex(row, column))[i * kTileSide + at]
                                      : triangle.tile(TileIndex(column, row))[at * kTileSide + i];
      }
    }
    whitening->matrix.SetRows(static_cast<int64_t>(row * kTileSide), static_cast<int64_t>(count),
                              block.data());
  }
  *out = std::move(whitening);
  return {};
}

}  // namespace imagepipeline
