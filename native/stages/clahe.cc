// Contrast limited adaptive histogram equalization: every tile's own equalization, with a bound on
// its gain, mixed from tile to tile.
#include <algorithm>
#include <cmath>
#include <utility>

#include "stages/channel_ops.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

constexpr auto kBins = static_cast<size_t>(TileTables::kBins);
// Tables of one image, of 256 values each.
constexpr int64_t kMaxTables = int64_t{1} << 16;

class Clahe : public Stage {
 public:
  explicit Clahe(ParamReader& params)
      : value_range_(params.ReadRange("valueRange")), clip_limit_(params.Number("clipLimit")) {
    if (!(value_range_.lo < value_range_.hi)) params.Fail("valueRange", "must have lo < hi");
    const std::vector<double> grid = params.Numbers("tileGridSize");
    const auto is_size = [](double n) { return n >= 1 && n <= kMaxTables && n == std::floor(n); };
    if (grid.size() == 2 && is_size(grid[0]) && is_size(grid[1])) {
      grid_ = {static_cast<int64_t>(grid[0]), static_cast<int64_t>(grid[1]),
               ToFloat(value_range_.lo), ToFloat(value_range_.hi)};
    } else {
      params.Fail("tileGridSize", "must be two integers within 1..65536");
    }
  }

  Status Check(const Shape& input) const override {
    const int64_t tiles = grid_.rows * grid_.columns;
    if (input.channels > kMaxTables || tiles * input.channels > kMaxTables) {
      return {"E_OUTPUT_BYTES", "clahe: " + std::to_string(tiles) + " tiles of " +
                                    std::to_string(input.channels) +
                                    " channels are over the limit of 65536 histograms"};
    }
    if (grid_.TileHeight(input) * grid_.TileWidth(input) <= UINT32_MAX) return {};
    return {"E_OUTPUT_BYTES", "clahe: a tile has more than 2^32 pixels"};
  }

  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    StatisticsAction action;
    action.tiles = grid_;
    return action;
  }

  std::vector<PointOp> FromStatistics(const ImageStats& stats, const Shape& input,
                                      const double* /*numbers*/) const override {
    auto tables = std::make_shared<TileTables>();
    tables->rows = grid_.rows;
    tables->columns = grid_.columns;
    tables->channels = input.channels;
    tables->tile_height = grid_.TileHeight(input);
    tables->tile_width = grid_.TileWidth(input);
    tables->lo = grid_.lo;
    tables->hi = grid_.hi;
    tables->results = PoolArray<float>(stats.tile_counts.size());
    const auto pixels = static_cast<double>(tables->tile_height * tables->tile_width);
    constexpr size_t kBinsOfFour = 4 * kBins;
    size_t at = 0;
    for (; at + kBinsOfFour <= stats.tile_counts.size(); at += kBinsOfFour)
      Equalize<4>(&stats.tile_counts[at], pixels, &tables->results[at]);
    for (; at < stats.tile_counts.size(); at += kBins)
      Equalize<1>(&stats.tile_counts[at], pixels, &tables->results[at]);
    PointOp op;
    op.kind = PointOp::Kind::kTileTables;
    op.tile_tables = std::move(tables);
    return {op};
  }

 private:
  // Bins above the limit are cut and what was cut is shared out among all bins; a value then
  // becomes its rank, from that of the lowest bin, on the scale of the value range. Several tables
  // at once, for the sums of one wait for each other.
  template <size_t kTables>
  void Equalize(const uint32_t* counts, double pixels, float* results) const {
    double limit = pixels, share[kTables] = {}, least[kTables], scale[kTables], rank[kTables] = {};
    if (clip_limit_ > 0) {
      limit = clip_limit_ * pixels / kBins;
      for (size_t i = 0; i < kBins; ++i) {
        for (size_t k = 0; k < kTables; ++k)
          share[k] += std::max(counts[k * kBins + i] - limit, 0.0);
      }
    }
    for (size_t k = 0; k < kTables; ++k) {
      share[k] /= kBins;
      least[k] = std::min<double>(counts[k * kBins], limit) + share[k];
      const double range = pixels - least[k] == 0 ? 1 : pixels - least[k];
      scale[k] = (value_range_.hi - value_range_.lo) / range;
    }
    // The ends of the value range as ToFloat() has them.
    const double lo = value_range_.lo, low = grid_.lo, high = grid_.hi;
    for (size_t i = 0; i < kBins; ++i) {
      for (size_t k = 0; k < kTables; ++k) {
        rank[k] += std::min<double>(counts[k * kBins + i], limit) + share[k];
        const double result = lo + (rank[k] - least[k]) * scale[k];
        results[k * kBins + i] = static_cast<float>(std::clamp(result, low, high));
      }
    }
  }

  Range value_range_;
  double clip_limit_;
  TileGrid grid_;
};

}  // namespace

std::unique_ptr<Stage> MakeClahe(ParamReader& params) { return std::make_unique<Clahe>(params); }

}  // namespace imagepipeline
