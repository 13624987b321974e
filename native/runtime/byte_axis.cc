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

}  // namespace

void RoundWeights(const float* weights, int32_t count, int16_t* rounded) {
  int32_t sum = 0;
  int32_t largest = 0;
  for (int32_t t = 0; t < count; ++t) {
    rounded[t] = static_cast<int16_t>(std::lrint(weights[t] * float{kByteAxisUnit}));
    sum += rounded[t];
    if (rounded[t] > rounded[largest]) largest = t;
  }
  rounded[largest] = static_cast<int16_t>(rounded[largest] + kByteAxisUnit - sum);
}

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

std::optional<ByteTables> MakeByteTables(const ResampleTables& tables) {
  std::optional<ByteAxis> columns = MakeByteAxis(tables.columns), rows = MakeByteAxis(tables.rows);
  if (!columns || !rows) return std::nullopt;
  return ByteTables{tables.first_column, *std::move(columns), *std::move(rows)};
}

}  // namespace imagepipeline
