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

constexpr int64_t kBins = TileTables::kBins;
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
    for (size_t table = 0; table < stats.tile_counts.size(); table += kBins)
      Equalize(&stats.tile_counts[table], pixels, &tables->results[table]);
    PointOp op;
    op.kind = PointOp::Kind::kTileTables;
    op.tile_tables = std::move(tables);
    return {op};
  }

 private:
  // Bins above the limit are cut and what was cut is shared out among all bins; a value then
  // becomes its rank, from that of the lowest bin, on the scale of the value range.
  void Equalize(const uint32_t* counts, double pixels, float* results) const {
    double limit = pixels, share = 0;
    if (clip_limit_ > 0) {
      limit = clip_limit_ * pixels / kBins;
      for (int64_t i = 0; i < kBins; ++i) share += std::max(counts[i] - limit, 0.0);
      share /= kBins;
    }
    const double least = std::min<double>(counts[0], limit) + share;
    const double range = pixels - least == 0 ? 1 : pixels - least;
    const double scale = (value_range_.hi - value_range_.lo) / range;
    double rank = 0;
    for (int64_t i = 0; i < kBins; ++i) {
      rank += std::min<double>(counts[i], limit) + share;
      const double result = value_range_.lo + (rank - least) * scale;
      results[i] = ToFloat(std::clamp(result, value_range_.lo, value_range_.hi));
    }
  }

  Range value_range_;
  double clip_limit_;
  TileGrid grid_;
};

}  // namespace

std::unique_ptr<Stage> MakeClahe(ParamReader& params) { return std::make_unique<Clahe>(params); }

}  // namespace imagepipeline
