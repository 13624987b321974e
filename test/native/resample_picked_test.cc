// The horizontal half of a resize in float32 by vectors of values: the bits of the scalar row.
#include <cmath>
#include <limits>

#include "kernels_support.h"
#include "runtime/axis_table.h"
#include "runtime/float_picks.h"

namespace imagepipeline::test {
namespace {

// Among numbers, NaN and infinities that some sums must not read, and zeros of both signs.
std::vector<float> RowWithTraps(size_t count, uint64_t seed) {
  Random random(seed);
  std::vector<float> row(count);
  for (float& value : row) {
    const int kind = random.Below(40);
    value = random.Between(-300, 300);
    if (kind == 0) value = std::nanf("");
    if (kind == 1) value = std::numeric_limits<float>::infinity();
    if (kind < 6 && kind > 1) value = -0.0f;
  }
  return row;
}

constexpr ResizeMethod kMethods[] = {ResizeMethod::kBilinear, ResizeMethod::kBicubic,
                                     ResizeMethod::kLanczos3, ResizeMethod::kArea};

struct Sizes {
  AxisWindow window;
  int64_t output_size;
};

constexpr Sizes kSizes[] = {
    {{61, 0, 61}, 53},  {{61, 0, 61}, 140}, {{140, 0, 140}, 61}, {{90, 7, 60}, 50},
    {{60, -9, 80}, 70},  // padding on both sides
    {{17, 0, 17}, 17},  {{3, 0, 3}, 90},    {{90, 0, 90}, 3},    {{300, 0, 300}, 40},
};

void CheckRow(const AxisTable& axis, int64_t channels, uint64_t seed) {
  const auto in = RowWithTraps(static_cast<size_t>(axis.input_size * channels), seed);
  const auto values = static_cast<size_t>(axis.output_size * channels);
  std::vector<float> expected(values);
  Scalar().resample_row(in.data(), channels, axis, 3.5f, expected.data());
  ForEachTarget([&](const KernelTable& kernels) {
    const FloatPicks picks = MakeFloatPicks(axis, channels, kernels.pick_lanes);
    std::vector<float> actual(values);
    kernels.resample_picked(in.data(), channels, axis, picks, 3.5f, actual.data());
    CHECK(SameBits(actual, expected));
  });
}

TEST(ResamplePickedSameBits) {
  uint64_t seed = 0;
  for (const ResizeMethod method : kMethods) {
    for (const bool antialias : {false, true}) {
      for (const int64_t channels : {1, 2, 3, 4, 5, 7}) {
        for (const Sizes& sizes : kSizes)
          CheckRow(MakeAxisTable(method, antialias, sizes.window, sizes.output_size), channels,
                   ++seed);
      }
    }
  }
}

// The usual sizes must not fall back to the slow way.
TEST(UsualResizesOfFloatsAreTakenInVectors) {
  ForEachTarget([&](const KernelTable& kernels) {
    if (kernels.pick_lanes == 0) return;
    for (const int64_t channels : {1, 3, 4}) {
      for (const int64_t input_size : {100, 256}) {
        const AxisTable axis =
            MakeAxisTable(ResizeMethod::kBilinear, false, {input_size, 0, input_size}, 224);
        CHECK(!MakeFloatPicks(axis, channels, kernels.pick_lanes).vectors.empty());
      }
    }
  });
}

}  // namespace
}  // namespace imagepipeline::test
