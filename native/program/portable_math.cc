#include "program/portable_math.h"

#include <cmath>

namespace imagepipeline {

namespace {

constexpr double kTwoPi = 6.283185307179586;
// pi / 2 in three parts of at most 33 bits, so that a multiple below 2^20 of the first two is
// exact.
constexpr double kHalfPiHigh = 0x1.921fb544p+0;
constexpr double kHalfPiMiddle = 0x1.0b4611a6p-34;
constexpr double kHalfPiLow = 0x1.3198a2e037073p-69;
constexpr double kSqrtHalf = 0.7071067811865476;
constexpr double kLog2High = 0x1.62e42fefp-1;
constexpr double kLog2Low = 0x1.473de6af278edp-34;

// Taylor sums; |x| <= pi / 4 makes the first left-out term smaller than 1e-20.
double SinSmall(double x) {
  const double square = x * x;
  double sum = 1;
  for (int n = 18; n >= 2; n -= 2) sum = 1 - sum * square / (n * (n + 1));
  return x * sum;
}

double CosSmall(double x) {
  const double square = x * x;
  double sum = 1;
  for (int n = 19; n >= 1; n -= 2) sum = 1 - sum * square / (n * (n + 1));
  return sum;
}

double Snap(double value) {
  const double whole = std::floor(value + 0.5);
  return std::fabs(value - whole) < 1e-15 ? whole + 0.0 : value;
}

}  // namespace

SinCos UncorrectedSinCos(double angle_rad) {
  // fmod is exact; what it loses (2 pi is not exact either) only matters for angles nobody means.
  const double angle = std::fabs(angle_rad) > 1e5 ? std::fmod(angle_rad, kTwoPi) : angle_rad;
  const double turns = std::floor(angle / (kTwoPi / 4) + 0.5);
  const double rest = ((angle - turns * kHalfPiHigh) - turns * kHalfPiMiddle) - turns * kHalfPiLow;
  const double s = SinSmall(rest), c = CosSmall(rest);
  const int quarter = static_cast<int>(turns - 4 * std::floor(turns / 4));
  switch (quarter) {
    case 0:
      return {s, c};
    case 1:
      return {c, 0.0 - s};
    case 2:
      return {0.0 - s, 0.0 - c};
    default:
      return {0.0 - c, s};
  }
}

SinCos PortableSinCos(double angle_rad) {
  const SinCos result = UncorrectedSinCos(angle_rad);
  return {Snap(result.sin), Snap(result.cos)};
}

double PortableExp(double x) {
  const double power = std::floor(x / (kLog2High + kLog2Low) + 0.5);
  const double rest = (x - power * kLog2High) - power * kLog2Low;
  double sum = 1;
  for (int n = 18; n >= 1; --n) sum = 1 + sum * rest / n;
  return std::ldexp(sum, static_cast<int>(power));
}

// log m = 2 atanh((m - 1) / (m + 1)) for m within [sqrt(1/2), sqrt(2)), where the quotient is at
// most 0.172 and the first left-out term is smaller than 1e-20.
double PortableLog(double x) {
  int power = 0;
  double mantissa = std::frexp(x, &power);
  if (mantissa < kSqrtHalf) {
    mantissa *= 2;
    --power;
  }
  const double quotient = (mantissa - 1) / (mantissa + 1);
  const double square = quotient * quotient;
  double sum = 0;
  for (int n = 25; n >= 3; n -= 2) sum = (sum + 1.0 / n) * square;
  return power * kLog2High + (power * kLog2Low + 2 * (quotient + quotient * sum));
}

}  // namespace imagepipeline
