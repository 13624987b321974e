#include "runtime/reference_colors.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace imagepipeline {

namespace {

struct Hsv {
  double hue = 0, saturation = 0, value = 0;
};

// Hue in 0..1. Keeps values below 0, which have no saturation.
Hsv ToHsv(const double* rgb) {
  const double max = std::max({rgb[0], rgb[1], rgb[2]});
  const double range = max - std::min({rgb[0], rgb[1], rgb[2]});
  Hsv hsv = {0, max > 0 ? range / max : 0, max};
  if (range == 0) return hsv;
  if (rgb[0] == max) {
    hsv.hue = (rgb[1] - rgb[2]) / range / 6;
  } else if (rgb[1] == max) {
    hsv.hue = (rgb[2] - rgb[0]) / range / 6 + 1.0 / 3;
  } else {
    hsv.hue = (rgb[0] - rgb[1]) / range / 6 + 2.0 / 3;
  }
  if (hsv.hue < 0) hsv.hue += 1;
  return hsv;
}

void FromHsv(const Hsv& hsv, double* rgb) {
  const double sixths = hsv.hue * 6;
  const double pure[3] = {std::fabs(sixths - 3) - 1, 2 - std::fabs(sixths - 2),
                          2 - std::fabs(sixths - 4)};
  for (int c = 0; c < 3; ++c) {
    const double part = std::clamp(pure[c], 0.0, 1.0);
    rgb[c] = hsv.value * (1 - hsv.saturation + hsv.saturation * part);
  }
}

void Turn(double delta, double* rgb) {
  Hsv hsv = ToHsv(rgb);
  hsv.hue += delta;
  if (hsv.hue > 1) hsv.hue -= 1;
  if (hsv.hue < 0) hsv.hue += 1;
  FromHsv(hsv, rgb);
}

void Saturate(double scale, double* rgb) {
  Hsv hsv = ToHsv(rgb);
  hsv.saturation = std::clamp(hsv.saturation * scale, 0.0, 1.0);
  FromHsv(hsv, rgb);
}

void Gray(double amount, double* rgb) {
  const double gray = 0.2989 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
  for (int c = 0; c < 3; ++c) rgb[c] = (1 - amount) * rgb[c] + amount * gray;
}

bool IsFinite(const double* rgb) {
  return std::isfinite(rgb[0]) && std::isfinite(rgb[1]) && std::isfinite(rgb[2]);
}

double Clamped(double value, double lo, double hi) {
  return std::isnan(value) ? value : std::clamp(value, lo, hi);
}

}  // namespace

void ChangeColor(const PointOp& op, double* pixel) {
  if (op.kind == PointOp::Kind::kGray) {
    Gray(op.amount, pixel);
  } else if (!IsFinite(pixel)) {
    std::fill_n(pixel, 3, std::numeric_limits<double>::quiet_NaN());
  } else {
    // Black is 0 in HSV.
    for (int c = 0; c < 3; ++c) pixel[c] -= op.lo;
    op.kind == PointOp::Kind::kHue ? Turn(op.amount, pixel) : Saturate(op.amount, pixel);
    for (int c = 0; c < 3; ++c) pixel[c] += op.lo;
  }
  if (op.kind == PointOp::Kind::kSaturation) return;
  for (int c = 0; c < 3; ++c) pixel[c] = Clamped(pixel[c], op.lo, op.hi);
}

double Solarized(const PointOp& op, double value) {
  const float shifted = static_cast<float>(value) + static_cast<float>(op.amount);
  if (std::isnan(shifted)) return value;
  const float clamped = std::clamp(shifted, op.lo, op.hi);
  return clamped < op.threshold ? clamped : static_cast<double>(op.lo) + op.hi - clamped;
}

double Posterized(const PointOp& op, double value) {
  if (std::isnan(value)) return value;
  const float width = op.hi - op.lo;
  const bool bytes = op.lo == 0 && op.hi == 255;
  const auto single = static_cast<float>(value);
  const float byte = bytes ? single : (single - op.lo) / width * 255;
  const double whole = std::floor(std::clamp(byte, 0.0f, 255.0f));
  const double step = std::ldexp(1, 8 - op.bits);
  return std::floor(whole / step) * step / 255 * width + op.lo;
}

}  // namespace imagepipeline
