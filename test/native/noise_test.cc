// Normal deviates against the normal distribution itself.
#include "stages/noise.h"

#include <algorithm>
#include <cmath>

#include "check.h"
#include "kernels/normal.h"

namespace imagepipeline::test {
namespace {

// Quantiles from SciPy.
TEST(NormalOfKnownWords) {
  struct Known {
    uint32_t k;
    double z;
  };
  constexpr Known kKnown[] = {
      {0, 6.3379577545537895},          {1, 6.166429517819751},
      {9, 5.867513791076486},           {1000, 5.039851125968712},
      {0x6666666, 1.959963984141679},   {0x1FFFFFFF, 1.1503493809415328},
      {0x3FFFFFFF, 0.6744897505624251}, {0x7FFFFFFF, 2.918099372916623e-10}};
  for (const Known& known : kKnown) {
    CHECK_NEAR(NormalOf(known.k), known.z, 2e-6);
    CHECK_NEAR(NormalOf(known.k | 0x80000000), -known.z, 2e-6);
  }
}

// |1 - Phi(z) - p| over the density is the distance of z from the exact quantile.
TEST(NormalOfIsWithin2e6OfTheQuantile) {
  constexpr double kSqrtHalf = 0.7071067811865476, kDensityAt0 = 0.3989422804014327;
  double worst = 0, sum_of_squares = 0;
  int64_t count = 0;
  const auto check = [&](uint32_t k) {
    const double z = NormalOf(k), p = (k + 0.5) * 0x1p-32;
    const double density = kDensityAt0 * std::exp(-0.5 * z * z);
    worst = std::max(worst, std::fabs(0.5 * std::erfc(z * kSqrtHalf) - p) / density);
    return z;
  };
  for (uint32_t k = 8191; k < 0x80000000; k += 16384) {
    const double z = check(k);
    sum_of_squares += z * z;
    ++count;
  }
  // The tails, where few words are.
  for (uint32_t k = 0; k < 20000; ++k) check(k);
  CHECK(worst < 2e-6);
  CHECK_NEAR(sum_of_squares / static_cast<double>(count), 1, 1e-4);
  CHECK(NormalOf(0) < 6.4f);
}

TEST(NoiseKeyTakesAnyFiniteNumbers) {
  const double numbers[][2] = {{7, 4294967295.0}, {7.9, -1}, {4294967296.0 + 7, -0.5}};
  for (const auto& pair : numbers) CHECK(NoiseKey(pair) == (PhiloxKey{7, 0xFFFFFFFF}));
  const double huge[] = {1e300, -1e300};
  const PhiloxKey key = NoiseKey(huge);
  CHECK_EQ(key[0], 0u);
  CHECK_EQ(key[1], 0u);
}

}  // namespace
}  // namespace imagepipeline::test
