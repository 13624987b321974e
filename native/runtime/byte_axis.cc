#include "runtime/byte_axis.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace imagepipeline {

namespace {

bool Serves(const AxisTable& axis, int64_t taps) {
  const auto negative = [](float weight) { return !(weight >= 0); };
  return axis.input_size >= taps &&
         std::none_of(axis.weights.begin(), axis.weights.end(), negative) &&
         std::all_of(axis.outside.begin(), axis.outside.end(), [](float w) { return w == 0; });
}

// Rounds `count` weights; what is missing then goes to the largest.
void RoundWeights(const float* weights, int32_t count, int16_t* rounded) {
  int32_t sum = 0;
  int32_t largest = 0;
  for (int32_t t = 0; t < count; ++t) {
    rounded[t] = static_cast<int16_t>(std::nearbyint(weights[t] * float{kByteAxisUnit}));
    sum += rounded[t];
    if (rounded[t] > rounded[largest]) largest = t;
  }
  rounded[largest] = static_cast<int16_t>(rounded[largest] + kByteAxisUnit - sum);
}

}  // namespace

std::optional<ByteAxis> MakeByteAxis(const AxisTable& axis) {
  const int64_t taps = (axis.taps + 1) / 2 * 2;
  if (!Serves(axis, taps)) return std::nullopt;
  ByteAxis bytes;
  bytes.input_size = axis.input_size;
  bytes.output_size = axis.output_size;
  bytes.taps = taps;
  const auto size = static_cast<size_t>(axis.output_size);
  bytes.first.resize(size);
  bytes.weights.resize(size * static_cast<size_t>(taps));
  for (size_t i = 0; i < size; ++i) {
    // The last outputs begin earlier, so that all taps lie inside.
    const auto last = static_cast<int32_t>(axis.input_size - taps);
    bytes.first[i] = std::min(axis.first[i], last);
    int16_t* weights = bytes.weights.data() + i * static_cast<size_t>(taps);
    RoundWeights(axis.weights.data() + i * static_cast<size_t>(axis.taps), axis.count[i],
                 weights + (axis.first[i] - bytes.first[i]));
  }
  return bytes;
}

BytePicks MakeBytePicks(const ByteAxis& axis, int64_t channels) {
  constexpr int64_t kValues = BytePicks::kValues;
  BytePicks picks;
  picks.pairs = static_cast<size_t>(axis.taps / 2);
  const int64_t values = axis.output_size * channels;
  const auto first_of = [&](int64_t value) {
    return axis.first[static_cast<size_t>(value / channels)];
  };
  for (int64_t start = 0; start < values; start += kValues) {
    const int64_t last = std::min(start + kValues, values) - 1;
    const int64_t begin = first_of(start) * channels;
    const int64_t count = (first_of(last) + axis.taps) * channels - begin;
    if (count > BytePicks::kMaxBytes) return {};
    picks.wide = picks.wide || count > 64;
    picks.begin.push_back(static_cast<int32_t>(begin));
    picks.count.push_back(static_cast<int32_t>(count));
    for (int64_t t = 0; t < axis.taps; t += 2) {
      for (int64_t k = 0; k < kValues; ++k) {
        const int64_t value = std::min(start + k, last), i = value / channels;
        const int64_t place = (first_of(value) + t) * channels + value % channels - begin;
        const auto at = static_cast<uint8_t>(place);
        picks.places.insert(picks.places.end(), {at, 0, static_cast<uint8_t>(at + channels), 0});
        const auto weight = static_cast<size_t>(i * axis.taps + t);
        picks.weights.insert(picks.weights.end(), {axis.weights[weight], axis.weights[weight + 1]});
      }
    }
  }
  return picks;
}

std::optional<ByteTables> MakeByteTables(const ResampleTables& tables) {
  std::optional<ByteAxis> columns = MakeByteAxis(tables.columns), rows = MakeByteAxis(tables.rows);
  if (!columns || !rows) return std::nullopt;
  return ByteTables{tables.first_column, *std::move(columns), *std::move(rows)};
}

}  // namespace imagepipeline
