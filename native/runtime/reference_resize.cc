#include "runtime/reference_resize.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace imagepipeline {

namespace {

double Sinc(double x) {
  return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

double Lanczos(double x, double radius) { return x > radius ? 0 : Sinc(x) * Sinc(x / radius); }

double Keys(double x) {
  if (x < 1) return 1.5 * x * x * x - 2.5 * x * x + 1;
  return x < 2 ? -0.5 * x * x * x + 2.5 * x * x - 4 * x + 2 : 0;
}

double Mitchell(double x) {
  if (x < 1) return 7.0 / 6 * x * x * x - 2 * x * x + 8.0 / 9;
  return x < 2 ? -7.0 / 18 * x * x * x + 2 * x * x - 10.0 / 3 * x + 16.0 / 9 : 0;
}

double Weight(ResizeMethod method, double x) {
  switch (method) {
    case ResizeMethod::kBicubic:
      return Keys(x);
    case ResizeMethod::kLanczos3:
      return Lanczos(x, 3);
    case ResizeMethod::kLanczos5:
      return Lanczos(x, 5);
    case ResizeMethod::kGaussian:
      return x >= 1.5 ? 0 : std::exp(-x * x / (2 * 0.5 * 0.5));
    case ResizeMethod::kMitchell:
      return Mitchell(x);
    default:
      return std::max(0.0, 1 - x);
  }
}

std::vector<ReferenceTap> Normalized(std::vector<ReferenceTap> taps) {
  double sum = 0;
  for (const ReferenceTap& tap : taps) sum += tap.weight;
  for (ReferenceTap& tap : taps) tap.weight /= sum;
  return taps;
}

std::vector<ReferenceTap> Bilinear(float scale, int64_t size, int64_t i) {
  const float s = (static_cast<float>(i) + 0.5f) * scale - 0.5f;
  const auto low = std::max<int64_t>(static_cast<int64_t>(std::floor(s)), 0);
  const auto high = std::min<int64_t>(static_cast<int64_t>(std::ceil(s)), size - 1);
  const double w = s - std::floor(s);
  return {{low, 1 - w}, {high, w}};
}

std::vector<ReferenceTap> Bicubic(float scale, int64_t size, int64_t i) {
  const float s = (static_cast<float>(i) + 0.5f) * scale - 0.5f;
  const auto base = static_cast<int64_t>(std::floor(s));
  const double fraction = std::nearbyint((s - std::floor(s)) * 1024.0f) / 1024;
  std::vector<ReferenceTap> taps;
  for (int64_t t = -1; t <= 2; ++t) {
    const bool inside = base + t >= 0 && base + t < size;
    if (inside) taps.push_back({base + t, Keys(std::fabs(static_cast<double>(t) - fraction))});
  }
  return Normalized(taps);
}

std::vector<ReferenceTap> Area(int64_t size, int64_t output_size, int64_t i) {
  const double scale = static_cast<double>(size) / static_cast<double>(output_size);
  const double begin = static_cast<double>(i) * scale, end = static_cast<double>(i + 1) * scale;
  std::vector<ReferenceTap> taps;
  for (int64_t j = 0; j < size; ++j) {
    const double left = static_cast<double>(j);
    const double covered = std::min(end, left + 1) - std::max(begin, left);
    if (covered > 0) taps.push_back({j, covered});
  }
  return Normalized(taps);
}

std::vector<ReferenceTap> ByDistance(ResizeMethod method, bool antialias, int64_t size,
                                     int64_t output_size, int64_t i) {
  const float out_per_in = static_cast<float>(output_size) / static_cast<float>(size);
  const auto scale = static_cast<float>(1.0 / out_per_in);
  const float kernel_scale = antialias ? std::max(scale, 1.0f) : 1.0f;
  const float centre = (static_cast<float>(i) + 0.5f) * scale;
  std::vector<ReferenceTap> taps;
  // Every tap of the input is weighed; those beyond the radius weigh nothing. The distance is
  // rounded as TensorFlow does, for the gaussian kernel jumps.
  for (int64_t j = 0; j < size; ++j) {
    const float distance = (static_cast<float>(j) + 0.5f - centre) * (1.0f / kernel_scale);
    taps.push_back({j, Weight(method, std::fabs(distance))});
  }
  return Normalized(taps);
}

}  // namespace

std::vector<ReferenceTap> ReferenceTaps(const ResampleAction& move, int64_t size,
                                        int64_t output_size, int64_t i) {
  const float scale = static_cast<float>(size) / static_cast<float>(output_size);
  const ResizeMethod method = move.method;
  if (method == ResizeMethod::kNearest) {
    return {{NearestPixelOf(move.point, size, output_size, i), 1}};
  }
  if (method == ResizeMethod::kArea) return Area(size, output_size, i);
  if (method == ResizeMethod::kBilinear && !move.antialias) return Bilinear(scale, size, i);
  if (method == ResizeMethod::kBicubic && !move.antialias) return Bicubic(scale, size, i);
  return ByDistance(method, move.antialias, size, output_size, i);
}

}  // namespace imagepipeline
