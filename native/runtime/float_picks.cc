#include "runtime/float_picks.h"

#include <algorithm>

namespace imagepipeline {

namespace {

struct Value {
  size_t pixel = 0;
  int32_t offset = 0;  // of the first tap, in the row
};

// Which values of the row the vector can read at once, or a `begin` below 0.
FloatPick PickOf(const AxisTable& columns, int64_t channels, const std::vector<Value>& values) {
  const auto lanes = static_cast<int64_t>(values.size());
  FloatPick pick;
  pick.fewest = columns.taps;
  int64_t low = values.front().offset, high = low;
  bool pads = false;
  for (const Value& value : values) {
    const int32_t count = columns.count[value.pixel];
    pads = pads || count == 0 || columns.outside[value.pixel] != 0;
    pick.fewest = std::min(pick.fewest, count);
    pick.most = std::max(pick.most, count);
    low = std::min<int64_t>(low, value.offset);
    high = std::max<int64_t>(high, value.offset);
  }
  if (pads) return pick;
  const int64_t row = columns.input_size * channels;
  const bool two = columns.taps == 2 && pick.fewest == 2;
  for (const int64_t at_once : {two ? int64_t{2} : int64_t{1}, int64_t{1}}) {
    const int64_t begin = std::min(low, row - 2 * lanes - (pick.most - at_once) * channels);
    if (begin < 0 || high + (at_once - 1) * channels - begin >= 2 * lanes) continue;
    pick.begin = begin;
    pick.two_taps = at_once == 2;
    break;
  }
  return pick;
}

}  // namespace

FloatPicks MakeFloatPicks(const AxisTable& columns, int64_t channels, size_t lanes) {
  const auto row = static_cast<size_t>(columns.output_size * channels);
  const auto taps = static_cast<size_t>(columns.taps);
  FloatPicks picks;
  if (lanes == 0 || row < lanes) return picks;
  const size_t vectors = (row + lanes - 1) / lanes;
  picks.lanes = lanes;
  picks.taps = taps;
  picks.vectors.reserve(vectors);
  picks.places.resize(vectors * lanes);
  picks.counts.resize(vectors * lanes);
  picks.weights.resize(vectors * lanes * taps);
  std::vector<Value> values(lanes);
  size_t one_by_one = 0;
  for (size_t v = 0; v < vectors; ++v) {
    const size_t start = std::min(v * lanes, row - lanes);
    auto pixel = start / static_cast<size_t>(channels);
    auto channel = static_cast<int64_t>(start) % channels;
    for (Value& value : values) {
      value = {pixel, static_cast<int32_t>(columns.first[pixel] * channels + channel)};
      if (++channel < channels) continue;
      channel = 0;
      ++pixel;
    }
    const FloatPick pick = PickOf(columns, channels, values);
    picks.vectors.push_back(pick);
    one_by_one += pick.begin < 0;
    if (pick.begin < 0) continue;
    for (size_t k = 0; k < lanes; ++k) {
      picks.places[v * lanes + k] = static_cast<int32_t>(values[k].offset - pick.begin);
      picks.counts[v * lanes + k] = columns.count[values[k].pixel];
      const float* weights = columns.weights.data() + values[k].pixel * taps;
      for (size_t t = 0; t < taps; ++t) picks.weights[(v * taps + t) * lanes + k] = weights[t];
    }
  }
  // A vector's pixels take longer than as many pixels of a row: those at its ends are made twice.
  return one_by_one * 8 <= vectors ? picks : FloatPicks();
}

}  // namespace imagepipeline
