#include "stages/beta.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "program/portable_math.h"

namespace imagepipeline {

namespace {

// At least 95 % of the attempts succeed, so that all of them fail once in 10^83 draws.
constexpr int kAttempts = 64;

// In (0, 1].
double PositiveUnit(DrawSource& source) { return 1 - source.Unit(); }

// Box and Muller's; one of the pair.
double DrawNormal(DrawSource& source) {
  const double radius = std::sqrt(-2 * PortableLog(PositiveUnit(source)));
  return radius * PortableSinCos(2 * std::numbers::pi * source.Unit()).cos;
}

}  // namespace

// After Marsaglia and Tsang (2000). A logarithm, because for small shapes most draws are smaller
// than any double.
double DrawLogGamma(DrawSource& source, double shape) {
  // Gamma(shape) = Gamma(shape + 1) * U^(1 / shape), where shapes below 1 need it. Finite for any.
  const double boost = shape < 1 ? std::max(PortableLog(PositiveUnit(source)) / shape, -1e300) : 0;
  const double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const double normal = DrawNormal(source);
    const double unit = PositiveUnit(source);
    const double root = 1 + c * normal;
    if (root <= 0) continue;
    const double log_cube = 3 * PortableLog(root);
    const double limit = normal * normal / 2 + d * (1 - root * root * root + log_cube);
    if (PortableLog(unit) < limit) return PortableLog(d) + log_cube + boost;
  }
  // The mode of Gamma(d + 1/3), in the middle of the distribution.
  return PortableLog(d) + boost;
}

double DrawSymmetricBeta(DrawSource& source, double shape) {
  const double first = DrawLogGamma(source, shape);
  const double second = DrawLogGamma(source, shape);
  // X / (X + Y) by the larger of the two, so that the exponential cannot overflow.
  const double smaller = PortableExp(std::max(-std::fabs(first - second), -700.0));
  return first < second ? smaller / (1 + smaller) : 1 / (1 + smaller);
}

}  // namespace imagepipeline
