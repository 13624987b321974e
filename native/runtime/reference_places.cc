#include "runtime/reference_places.h"

#include <algorithm>
#include <cmath>

#include "core/border.h"
#include "kernels/normal.h"

namespace imagepipeline {

namespace {

// The z for which 1 - Phi(z) is p <= 1/2: Newton's method, which climbs from 0 as the tail is
// convex.
double UpperQuantile(double p) {
  constexpr double kSqrtHalf = 0.7071067811865476, kDensityAt0 = 0.3989422804014327;
  double z = 0;
  for (int i = 0; i < 200; ++i) {
    const double excess = 0.5 * std::erfc(z * kSqrtHalf) - p;
    const double step = excess / (kDensityAt0 * std::exp(-0.5 * z * z));
    z += step;
    if (std::fabs(step) < 1e-14) break;
  }
  return z;
}

double ExactNormal(uint32_t word) {
  const double z = UpperQuantile(((word & 0x7FFFFFFF) + 0.5) * 0x1p-32);
  return (word & 0x80000000) != 0 ? -z : z;
}

bool Contains(const PixelArea& area, const Place& place) {
  return place.y >= area.top && place.y < area.bottom && place.x >= area.left &&
         place.x < area.right;
}

double Noisy(const PointOp& op, double value, const Place& place) {
  const double noise = op.scale[0] * ExactNormal(NoiseWord(op.noise_key, place.y, place.in_row));
  return op.replaces ? std::clamp<double>(noise, op.lo, op.hi) : value + noise;
}

// Weight of tile `tile` at position i: 1 at its middle, 0 at the next one's; all weight of tiles
// that are not there goes to the outermost.
double TileWeight(int64_t i, int64_t tile_size, int64_t tiles, int64_t tile) {
  const double size = static_cast<double>(tile_size);
  const double position =
      std::clamp((static_cast<double>(i) - size / 2) / size, 0.0, static_cast<double>(tiles - 1));
  return std::max(0.0, 1 - std::fabs(position - static_cast<double>(tile)));
}

double LookedUp(const TileTables& tables, double value, const Place& place) {
  const int64_t bin = TileTables::BinOf(static_cast<float>(value), tables.lo, tables.hi);
  if (bin == TileTables::kBins) return value;
  double sum = 0;
  for (int64_t row = 0; row < tables.rows; ++row) {
    const double row_weight = TileWeight(place.y, tables.tile_height, tables.rows, row);
    for (int64_t column = 0; row_weight > 0 && column < tables.columns; ++column) {
      const int64_t table = (row * tables.columns + column) * tables.channels + place.channel;
      sum += row_weight * TileWeight(place.x, tables.tile_width, tables.columns, column) *
             tables.results[static_cast<size_t>(table * TileTables::kBins + bin)];
    }
  }
  return sum;
}

}  // namespace

Place PlaceOf(size_t index, const Shape& shape) {
  const auto at = static_cast<int64_t>(index), row_values = shape.width * shape.channels;
  return {at / row_values, at % row_values / shape.channels, at % shape.channels,
          static_cast<uint64_t>(at % row_values)};
}

double AppliedAt(const PointOp& op, double value, const Place& place) {
  if (op.kind == PointOp::Kind::kTileTables) return LookedUp(*op.tile_tables, value, place);
  if (!Contains(op.area, place)) return value;
  return op.kind == PointOp::Kind::kFill ? op.fill[static_cast<size_t>(place.channel)]
                                         : Noisy(op, value, place);
}

PoolArray<uint32_t> ReferenceTileCounts(const DoubleImage& image, const TileGrid& grid) {
  const Shape& shape = image.shape;
  const int64_t tile_height = grid.TileHeight(shape), tile_width = grid.TileWidth(shape);
  const int64_t channels = shape.channels;
  PoolArray<uint32_t> counts(
      static_cast<size_t>(grid.rows * grid.columns * channels * TileTables::kBins));
  std::fill(counts.begin(), counts.end(), 0);
  for (int64_t y = 0; y < grid.rows * tile_height; ++y) {
    for (int64_t x = 0; x < grid.columns * tile_width; ++x) {
      const int64_t tile = y / tile_height * grid.columns + x / tile_width;
      for (int64_t c = 0; c < channels; ++c) {
        const double value = image.At(TapIndex(FillMode::kReflect, y, shape.height),
                                      TapIndex(FillMode::kReflect, x, shape.width), c);
        const int64_t bin = TileTables::BinOf(static_cast<float>(value), grid.lo, grid.hi);
        if (bin == TileTables::kBins) continue;
        ++counts[static_cast<size_t>((tile * channels + c) * TileTables::kBins + bin)];
      }
    }
  }
  return counts;
}

}  // namespace imagepipeline
