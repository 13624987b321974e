#include "runtime/tile_lookup.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/kernel_table.h"

namespace imagepipeline {

TilePair TilesAt(int64_t i, int64_t tile_size, int64_t tiles) {
  const auto size = static_cast<double>(tile_size);
  const double position = (static_cast<double>(i) - size / 2) / size;
  const double whole = std::floor(position);
  const auto first = static_cast<int64_t>(whole);
  return {std::clamp<int64_t>(first, 0, tiles - 1), std::clamp<int64_t>(first + 1, 0, tiles - 1),
          position - whole};
}

TileLookup::TileLookup(std::shared_ptr<const TileTables> tables, int64_t width)
    : tables_(std::move(tables)), columns_(static_cast<size_t>(width)) {
  const int64_t step = tables_->channels * TileTables::kBins;
  for (int64_t x = 0; x < width; ++x) {
    const TilePair pair = TilesAt(x, tables_->tile_width, tables_->columns);
    columns_[static_cast<size_t>(x)] = {static_cast<int32_t>(pair.first * step),
                                        static_cast<int32_t>(pair.second * step),
                                        static_cast<float>(pair.weight)};
  }
}

// The tables of all tiles beside each other, mixed for row y once instead of for every pixel.
const float* TileLookup::TablesOfRow(int64_t y) {
  const TilePair pair = TilesAt(y, tables_->tile_height, tables_->rows);
  const auto size = static_cast<size_t>(tables_->columns * tables_->channels * TileTables::kBins);
  const float* rows[] = {tables_->results.data() + static_cast<size_t>(pair.first) * size,
                         tables_->results.data() + static_cast<size_t>(pair.second) * size};
  if (pair.first == pair.second || pair.weight == 0) return rows[0];
  const auto weight = static_cast<float>(pair.weight);
  const float weights[] = {1 - weight, weight};
  mixed_.resize(size);
  Kernels().combine_rows(rows, weights, 2, 0, size, mixed_.data());
  return mixed_.data();
}

void TileLookup::Run(int64_t y, float* row) {
  const float* tables = TablesOfRow(y);
  const float lo = tables_->lo, hi = tables_->hi;
  const int64_t channels = tables_->channels;
  for (const Column& column : columns_) {
    const float *first = tables + column.first, *second = tables + column.second;
    for (int64_t c = 0; c < channels; ++c, ++row) {
      const int64_t bin = TileTables::BinOf(*row, lo, hi);
      if (bin == TileTables::kBins) continue;
      const int64_t at = c * TileTables::kBins + bin;
      *row = first[at] + column.weight * (second[at] - first[at]);
    }
  }
}

}  // namespace imagepipeline
