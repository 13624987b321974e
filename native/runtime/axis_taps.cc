#include "runtime/axis_taps.h"

#include <cmath>

#include "runtime/resize_kernel.h"

namespace imagepipeline {

namespace {

// As std::floor() and std::ceil() of positions, without a call.
float Floor(float at) {
  const auto whole = static_cast<float>(static_cast<int64_t>(at));
  return whole > at ? whole - 1 : whole;
}

float Ceil(float at) {
  const float whole = Floor(at);
  return whole < at ? whole + 1 : whole;
}

// Makes the weights add up to 1. Without any weight (positions beyond 2^24 round) the first tap
// takes it all.
void Normalize(Taps* taps) {
  float sum = 0;
  for (int32_t t = 0; t < taps->count; ++t) sum += taps->weights[t];
  if (sum == 0) return taps->Set({1});
  const float one_over_sum = 1.0f / sum;
  for (int32_t t = 0; t < taps->count; ++t) taps->weights[t] *= one_over_sum;
}

void TapsBilinear(float scale, int64_t size, int64_t i, Taps* taps) {
  const float at = (static_cast<float>(i) + 0.5f) * scale - 0.5f;
  const float whole = Floor(at);
  const auto low = std::clamp<int64_t>(static_cast<int64_t>(whole), 0, size - 1);
  const auto high = std::min(static_cast<int64_t>(Ceil(at)), size - 1);
  taps->first = low;
  if (high <= low) {
    taps->Set({1});
  } else {
    taps->Set({1 - (at - whole), at - whole});
  }
}

// Four taps with the fraction cut to 1/1024; those outside the window are dropped and the rest made
// to add up to 1.
void TapsBicubic(float scale, int64_t size, int64_t i, Taps* taps) {
  const float at = (static_cast<float>(i) + 0.5f) * scale - 0.5f;
  const float whole = Floor(at);
  const float fraction = std::nearbyint((at - whole) * 1024) / 1024;
  const auto base = static_cast<int64_t>(whole) - 1;
  const float distances[4] = {1 + fraction, fraction, 1 - fraction, 2 - fraction};
  taps->first = std::clamp<int64_t>(base, 0, size - 1);
  taps->count = 0;
  for (int t = 0; t < 4; ++t) {
    if (base + t < 0 || base + t >= size) continue;
    taps->weights[taps->count++] = KernelWeight(ResizeMethod::kBicubic, distances[t]);
  }
  Normalize(taps);
}

// Coverage of each tap by [i, i + 1) * scale.
void TapsArea(float scale, int64_t size, int64_t i, Taps* taps) {
  const float begin = static_cast<float>(i) * scale, end = static_cast<float>(i + 1) * scale;
  taps->first = std::clamp<int64_t>(static_cast<int64_t>(Floor(begin)), 0, size - 1);
  const auto last = std::clamp<int64_t>(static_cast<int64_t>(Ceil(end)) - 1, taps->first, size - 1);
  taps->count = 0;
  for (int64_t tap = taps->first; tap <= last; ++tap) {
    const float covered =
        std::min(end, static_cast<float>(tap + 1)) - std::max(begin, static_cast<float>(tap));
    taps->weights[taps->count++] = std::max(covered, 0.0f);
  }
  Normalize(taps);
}

// TensorFlow's ScaleAndTranslate: weights by distance from the output's centre. Position and span
// in float32, because the gaussian kernel jumps at its radius and another rounding would gain or
// lose a tap.
void TapsByDistance(ResizeMethod method, float scale, float kernel_scale, int64_t size, int64_t i,
                    Taps* taps) {
  const float centre = (static_cast<float>(i) + 0.5f) * scale;
  const float reach = KernelRadius(method) * kernel_scale;
  const float one_over_scale = 1.0f / kernel_scale;
  taps->first = std::clamp<int64_t>(static_cast<int64_t>(Ceil(centre - reach - 0.5f)), 0, size - 1);
  const auto last = std::clamp<int64_t>(static_cast<int64_t>(Floor(centre + reach - 0.5f)),
                                        taps->first, size - 1);
  taps->count = 0;
  for (int64_t tap = taps->first; tap <= last; ++tap) {
    const float distance = static_cast<float>(tap) + 0.5f - centre;
    taps->weights[taps->count++] = KernelWeight(method, std::fabs(distance * one_over_scale));
  }
  Normalize(taps);
}

float Ratio(int64_t a, int64_t b) { return static_cast<float>(a) / static_cast<float>(b); }

}  // namespace

TapMaker::TapMaker(ResizeMethod method, bool antialias, int64_t size, int64_t output_size)
    : method_(method), size_(size), scale_(Ratio(size, output_size)) {
  by_distance_ =
      method != ResizeMethod::kArea &&
      (antialias || (method != ResizeMethod::kBilinear && method != ResizeMethod::kBicubic));
  if (!by_distance_) return;
  // That op is given output / input and inverts it.
  scale_ = static_cast<float>(1.0 / Ratio(output_size, size));
  kernel_scale_ = antialias ? std::max(scale_, 1.0f) : 1.0f;
}

int64_t TapMaker::most() const {
  if (!by_distance_ && method_ == ResizeMethod::kBilinear) return 2;
  if (!by_distance_ && method_ == ResizeMethod::kBicubic) return 4;
  // Positions are rounded, so that a tap or two may come at either end.
  const float span = by_distance_ ? 2 * KernelRadius(method_) * kernel_scale_ : scale_;
  return std::min(static_cast<int64_t>(span * 1.01f) + 4, size_);
}

void TapMaker::Make(int64_t i, Taps* taps) const {
  if (by_distance_) {
    TapsByDistance(method_, scale_, kernel_scale_, size_, i, taps);
  } else if (method_ == ResizeMethod::kArea) {
    TapsArea(scale_, size_, i, taps);
  } else if (method_ == ResizeMethod::kBicubic) {
    TapsBicubic(scale_, size_, i, taps);
  } else {
    TapsBilinear(scale_, size_, i, taps);
  }
}

}  // namespace imagepipeline
