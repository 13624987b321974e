#include "runtime/axis_table.h"

#include <algorithm>

#include "runtime/axis_taps.h"

namespace imagepipeline {

namespace {

// Moves taps from window to input indices; what falls outside the input is summed up.
float KeepInside(const AxisWindow& window, Taps* taps) {
  float* weights = taps->weights;
  const int64_t first = taps->first + window.start;
  float outside = 0;
  int32_t begin = 0, end = taps->count;
  while (begin < end && (first + begin < 0 || weights[begin] == 0)) outside += weights[begin++];
  float after = 0;
  while (end > begin && (first + end > window.input_size || weights[end - 1] == 0))
    after += weights[--end];
  if (begin > 0) std::copy(weights + begin, weights + end, weights);
  std::fill(weights + (end - begin), weights + taps->count, 0.0f);
  taps->count = end - begin;
  taps->first = taps->count == 0 ? 0 : first + begin;
  return outside + after;
}

// Leaves `taps` of the `room` weights of each output.
void Narrow(int64_t room, AxisTable* table) {
  if (table->taps == room) return;
  float* weights = table->weights.data();
  for (int64_t i = 1; i < table->output_size; ++i)
    std::copy_n(weights + i * room, table->taps, weights + i * table->taps);
  table->weights.resize(static_cast<size_t>(table->taps * table->output_size));
}

}  // namespace

AxisTable MakeAxisTable(ResizeMethod method, bool antialias, const AxisWindow& window,
                        int64_t output_size) {
  const TapMaker maker(method, antialias, window.size, output_size);
  const int64_t room = maker.most();
  const auto size = static_cast<size_t>(output_size);
  AxisTable table;
  table.input_size = window.input_size;
  table.output_size = output_size;
  table.first.resize(size);
  table.count.resize(size);
  table.outside.resize(size);
  table.weights.resize(static_cast<size_t>(room) * size);
  Taps taps;
  taps.weights = table.weights.data();
  for (size_t i = 0; i < size; ++i, taps.weights += room) {
    maker.Make(static_cast<int64_t>(i), &taps);
    table.outside[i] = KeepInside(window, &taps);
    table.first[i] = static_cast<int32_t>(taps.first);
    table.count[i] = taps.count;
    table.taps = std::max(table.taps, taps.count);
  }
  Narrow(room, &table);
  return table;
}

ResampleTables MakeResampleTables(const ResampleAction& move, const Shape& in) {
  const int64_t left = move.window_left;
  // At least one column, so that there is always one to name.
  const int64_t begin = std::clamp<int64_t>(left, 0, in.width - 1);
  const int64_t end = std::clamp<int64_t>(left + move.window_width, begin + 1, in.width);
  return {begin,
          MakeAxisTable(move.method, move.antialias, {end - begin, left - begin, move.window_width},
                        move.width),
          MakeAxisTable(move.method, move.antialias,
                        {in.height, move.window_top, move.window_height}, move.height)};
}

std::vector<int64_t> NearestIndices(const AxisWindow& window, int64_t output_size,
                                    NearestPoint point) {
  std::vector<int64_t> indices(static_cast<size_t>(output_size));
  for (int64_t i = 0; i < output_size; ++i) {
    const int64_t index = NearestPixelOf(point, window.size, output_size, i) + window.start;
    indices[static_cast<size_t>(i)] = index >= 0 && index < window.input_size ? index : kFillIndex;
  }
  return indices;
}

}  // namespace imagepipeline
