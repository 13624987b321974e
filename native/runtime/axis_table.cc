#include "runtime/axis_table.h"

#include <algorithm>
#include <cmath>

#include "runtime/resize_kernel.h"

namespace imagepipeline {

namespace {

// The taps of one output, as indices into the window.
struct Taps {
  int64_t first = 0;
  std::vector<float> weights;
};

// Makes the weights add up to 1. Without any weight (positions beyond 2^24 round) the first tap
// takes it all.
void Normalize(std::vector<float>* weights) {
  float sum = 0;
  for (const float weight : *weights) sum += weight;
  if (sum == 0) {
    *weights = {1};
    return;
  }
  const float one_over_sum = 1.0f / sum;
  for (float& weight : *weights) weight *= one_over_sum;
}

void TapsBilinear(float scale, int64_t size, int64_t i, Taps* taps) {
  const float at = (static_cast<float>(i) + 0.5f) * scale - 0.5f;
  const float whole = std::floor(at);
  const auto low = std::clamp<int64_t>(static_cast<int64_t>(whole), 0, size - 1);
  const auto high = std::min(static_cast<int64_t>(std::ceil(at)), size - 1);
  taps->first = low;
  if (high <= low) {
    taps->weights = {1};
  } else {
    taps->weights = {1 - (at - whole), at - whole};
  }
}

// Four taps with the fraction cut to 1/1024; those outside the window are dropped and the rest made
// to add up to 1.
void TapsBicubic(float scale, int64_t size, int64_t i, Taps* taps) {
  const float at = (static_cast<float>(i) + 0.5f) * scale - 0.5f;
  const float whole = std::floor(at);
  const float fraction = std::nearbyint((at - whole) * 1024) / 1024;
  const auto base = static_cast<int64_t>(whole) - 1;
  const float distances[4] = {1 + fraction, fraction, 1 - fraction, 2 - fraction};
  taps->first = std::clamp<int64_t>(base, 0, size - 1);
  taps->weights.clear();
  for (int t = 0; t < 4; ++t) {
    if (base + t < 0 || base + t >= size) continue;
    taps->weights.push_back(KernelWeight(ResizeMethod::kBicubic, distances[t]));
  }
  Normalize(&taps->weights);
}

// Coverage of each tap by [i, i + 1) * scale.
void TapsArea(float scale, int64_t size, int64_t i, Taps* taps) {
  const float begin = static_cast<float>(i) * scale, end = static_cast<float>(i + 1) * scale;
  taps->first = std::clamp<int64_t>(static_cast<int64_t>(std::floor(begin)), 0, size - 1);
  const auto last =
      std::clamp<int64_t>(static_cast<int64_t>(std::ceil(end)) - 1, taps->first, size - 1);
  taps->weights.clear();
  for (int64_t tap = taps->first; tap <= last; ++tap) {
    const float covered =
        std::min(end, static_cast<float>(tap + 1)) - std::max(begin, static_cast<float>(tap));
    taps->weights.push_back(std::max(covered, 0.0f));
  }
  Normalize(&taps->weights);
}

// TensorFlow's ScaleAndTranslate: weights by distance from the output's centre. Position and span
// in float32, because the gaussian kernel jumps at its radius and another rounding would gain or
// lose a tap.
void TapsByDistance(ResizeMethod method, float scale, float kernel_scale, int64_t size, int64_t i,
                    Taps* taps) {
  const float centre = (static_cast<float>(i) + 0.5f) * scale;
  const float reach = KernelRadius(method) * kernel_scale;
  const float one_over_scale = 1.0f / kernel_scale;
  taps->first =
      std::clamp<int64_t>(static_cast<int64_t>(std::ceil(centre - reach - 0.5f)), 0, size - 1);
  const auto last = std::clamp<int64_t>(static_cast<int64_t>(std::floor(centre + reach - 0.5f)),
                                        taps->first, size - 1);
  taps->weights.clear();
  for (int64_t tap = taps->first; tap <= last; ++tap) {
    const float distance = static_cast<float>(tap) + 0.5f - centre;
    taps->weights.push_back(KernelWeight(method, std::fabs(distance * one_over_scale)));
  }
  Normalize(&taps->weights);
}

float Ratio(int64_t a, int64_t b) { return static_cast<float>(a) / static_cast<float>(b); }

class TapMaker {
 public:
  TapMaker(ResizeMethod method, bool antialias, int64_t size, int64_t output_size)
      : method_(method), size_(size), scale_(Ratio(size, output_size)) {
    by_distance_ =
        method != ResizeMethod::kArea &&
        (antialias || (method != ResizeMethod::kBilinear && method != ResizeMethod::kBicubic));
    if (!by_distance_) return;
    // That op is given output / input and inverts it.
    scale_ = static_cast<float>(1.0 / Ratio(output_size, size));
    kernel_scale_ = antialias ? std::max(scale_, 1.0f) : 1.0f;
  }

  void Make(int64_t i, Taps* taps) const {
    if (by_distance_) return TapsByDistance(method_, scale_, kernel_scale_, size_, i, taps);
    if (method_ == ResizeMethod::kArea) return TapsArea(scale_, size_, i, taps);
    if (method_ == ResizeMethod::kBicubic) return TapsBicubic(scale_, size_, i, taps);
    TapsBilinear(scale_, size_, i, taps);
  }

 private:
  ResizeMethod method_;
  int64_t size_;
  float scale_;
  float kernel_scale_ = 1;
  bool by_distance_;
};

// Moves taps from window to input indices; what falls outside the input is summed up.
float KeepInside(const AxisWindow& window, Taps* taps) {
  std::vector<float>& weights = taps->weights;
  const int64_t first = taps->first + window.start;
  float outside = 0;
  size_t begin = 0, end = weights.size();
  while (begin < end && (first + static_cast<int64_t>(begin) < 0 || weights[begin] == 0))
    outside += weights[begin++];
  float after = 0;
  while (end > begin &&
         (first + static_cast<int64_t>(end) > window.input_size || weights[end - 1] == 0)) {
    after += weights[--end];
  }
  weights = std::vector<float>(weights.begin() + static_cast<int64_t>(begin),
                               weights.begin() + static_cast<int64_t>(end));
  taps->first = weights.empty() ? 0 : first + static_cast<int64_t>(begin);
  return outside + after;
}

}  // namespace

AxisTable MakeAxisTable(ResizeMethod method, bool antialias, const AxisWindow& window,
                        int64_t output_size) {
  AxisTable table;
  table.input_size = window.input_size;
  table.output_size = output_size;
  const TapMaker maker(method, antialias, window.size, output_size);
  std::vector<float> packed;
  Taps taps;
  for (int64_t i = 0; i < output_size; ++i) {
    maker.Make(i, &taps);
    table.outside.push_back(KeepInside(window, &taps));
    table.first.push_back(static_cast<int32_t>(taps.first));
    table.count.push_back(static_cast<int32_t>(taps.weights.size()));
    table.taps = std::max(table.taps, table.count.back());
    packed.insert(packed.end(), taps.weights.begin(), taps.weights.end());
  }
  table.weights.resize(static_cast<size_t>(table.taps) * static_cast<size_t>(output_size));
  auto next = packed.begin();
  for (int64_t i = 0; i < output_size; ++i) {
    const auto count = table.count[static_cast<size_t>(i)];
    std::copy(next, next + count, table.weights.begin() + i * table.taps);
    next += count;
  }
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
