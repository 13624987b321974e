// Separable resizes of bytes: against hand-worked values, an exact sum in doubles, and the scalar
// table on every target.
#include <algorithm>

#include "kernels_support.h"
#include "plan_support.h"
#include "runtime/byte_axis.h"

namespace imagepipeline::test {
namespace {

ByteAxis AxisOf(int64_t input_size, int64_t output_size, bool antialias = false) {
  const AxisTable axis =
      MakeAxisTable(ResizeMethod::kBilinear, antialias, {input_size, 0, input_size}, output_size);
  const std::optional<ByteAxis> bytes = MakeByteAxis(axis);
  CHECK(bytes.has_value());
  return *bytes;
}

TEST(ByteAxisByHand) {
  // Half-pixel centres: 0 reads -0.25, which is cut to 0; 1 reads 0.25 ...
  const ByteAxis axis = AxisOf(2, 4);
  CHECK_EQ(axis.taps, 2);
  CHECK(axis.first == (std::vector<int32_t>{0, 0, 0, 0}));
  CHECK(axis.weights == (std::vector<int16_t>{16384, 0, 12288, 4096, 4096, 12288, 0, 16384}));
}

TEST(ByteAxisAddsUpAndStaysInside) {
  for (const bool antialias : {false, true}) {
    for (const int64_t input_size : {12, 13, 100, 517}) {
      for (const int64_t output_size : {1, 2, 7, 100, 224}) {
        const AxisTable table = MakeAxisTable(ResizeMethod::kBilinear, antialias,
                                              {input_size, 0, input_size}, output_size);
        const std::optional<ByteAxis> axis = MakeByteAxis(table);
        if (!axis) {
          CHECK(table.taps > input_size - 1);
          continue;
        }
        CHECK_EQ(axis->taps % 2, 0);
        for (size_t i = 0; i < static_cast<size_t>(output_size); ++i) {
          int32_t sum = 0;
          for (int64_t t = 0; t < axis->taps; ++t)
            sum += axis->weights[i * static_cast<size_t>(axis->taps) + static_cast<size_t>(t)];
          CHECK_EQ(sum, kByteAxisUnit);
          CHECK(axis->first[i] >= 0 && axis->first[i] + axis->taps <= input_size);
          CHECK(i == 0 || axis->first[i] >= axis->first[i - 1]);
        }
      }
    }
  }
}

TEST(NegativeWeightsAndBordersAreLeftToFloats) {
  CHECK(!MakeByteAxis(MakeAxisTable(ResizeMethod::kBicubic, false, {20, 0, 20}, 30)).has_value());
  CHECK(!MakeByteAxis(MakeAxisTable(ResizeMethod::kBilinear, false, {20, -5, 30}, 30)).has_value());
  CHECK(!MakeByteAxis(MakeAxisTable(ResizeMethod::kBilinear, false, {1, 0, 1}, 30)).has_value());
}

TEST(RoundedByteByHand) {
  const int32_t unit = 1 << 21;
  CHECK_EQ(RoundedByte(10 * unit), 10);
  CHECK_EQ(RoundedByte(10 * unit + unit / 2), 10);
  CHECK_EQ(RoundedByte(10 * unit + unit / 2 + 1), 11);
  CHECK_EQ(RoundedByte(11 * unit + unit / 2), 12);
  CHECK_EQ(RoundedByte(255 * unit), 255);
}

StageSpec ByteResize(double height, double width, bool antialias) {
  return ResizeSpec(height, width, "bilinear", antialias);
}

TEST(HalvesOfBytesGoToTheEvenOne) {
  const TestImage pairs = Image<uint8_t>({2, 8, 1}, {10, 11, 11, 12, 0, 1, 254, 255,  //
                                                     10, 11, 11, 12, 0, 1, 254, 255});
  const TestImage half = RunPlan(*MakePlan({ByteResize(1, 4, false)}), pairs);
  CHECK(half.bytes == (std::vector<uint8_t>{10, 12, 0, 254}));
}

TEST(ConstantBytesStay) {
  for (int v = 0; v < 256; ++v) {
    const TestImage image =
        Image<uint8_t>({23, 31, 3}, std::vector<uint8_t>(23 * 31 * 3, static_cast<uint8_t>(v)));
    for (const bool antialias : {false, true}) {
      const TestImage out = RunPlan(*MakePlan({ByteResize(17, 9, antialias)}), image);
      CHECK(std::all_of(out.bytes.begin(), out.bytes.end(), [&](int byte) { return byte == v; }));
    }
  }
}

// The triangle of `antialias` or plain bilinear, at half-pixel centres, in double.
std::vector<double> ExactWeights(int64_t size, int64_t output_size, bool antialias, int64_t i) {
  const double scale = static_cast<double>(size) / static_cast<double>(output_size);
  const double reach = antialias ? std::max(scale, 1.0) : 1.0;
  const double centre = (static_cast<double>(i) + 0.5) * scale - 0.5;
  std::vector<double> weights(static_cast<size_t>(size));
  const auto add = [&](int64_t at, double weight) {
    const int64_t kept = std::clamp<int64_t>(at, 0, size - 1);
    if (!antialias || kept == at) weights[static_cast<size_t>(kept)] += weight;
  };
  for (auto at = static_cast<int64_t>(std::floor(centre - reach)); at <= centre + reach; ++at)
    add(at, std::max(0.0, 1 - std::fabs(static_cast<double>(at) - centre) / reach));
  double sum = 0;
  for (const double weight : weights) sum += weight;
  for (double& weight : weights) weight /= sum;
  return weights;
}

double LargestError(const TestImage& in, const TestImage& out, bool antialias) {
  double worst = 0;
  for (int64_t y = 0; y < out.shape.height; ++y) {
    const auto rows = ExactWeights(in.shape.height, out.shape.height, antialias, y);
    for (int64_t x = 0; x < out.shape.width; ++x) {
      const auto columns = ExactWeights(in.shape.width, out.shape.width, antialias, x);
      for (int64_t c = 0; c < in.shape.channels; ++c) {
        double exact = 0;
        for (size_t r = 0; r < rows.size(); ++r) {
          if (rows[r] == 0) continue;
          for (size_t k = 0; k < columns.size(); ++k) {
            const size_t at = (r * columns.size() + k) * static_cast<size_t>(in.shape.channels) +
                              static_cast<size_t>(c);
            exact += rows[r] * columns[k] * in.bytes[at];
          }
        }
        const auto at = static_cast<size_t>((y * out.shape.width + x) * in.shape.channels + c);
        worst = std::max(worst, std::fabs(exact - out.bytes[at]));
      }
    }
  }
  return worst;
}

TEST(ResizedBytesAreWithinTheirBound) {
  Random random(9);
  for (const bool antialias : {false, true}) {
    for (const int64_t channels : {1, 3, 4}) {
      TestImage image({40, 57, channels}, DType::kUint8);
      for (uint8_t& byte : image.bytes) byte = random.Byte();
      for (const double size : {13.0, 35.0, 90.0}) {
        const TestImage out = RunPlan(*MakePlan({ByteResize(size, size + 3, antialias)}), image);
        CHECK(out.dtype == DType::kUint8);
        const double worst = LargestError(image, out, antialias);
        CHECK(worst <= 0.52);
        CHECK(worst > 0.4);
      }
    }
  }
}

TEST(ResampleBytesSameBits) {
  Random random(11);
  for (const int64_t channels : {1, 2, 3, 4, 5}) {
    for (const int64_t input_size : {9, 40, 200}) {
      for (const int64_t output_size : {3, 5, 31, 64, 230}) {
        for (const bool antialias : {false, true}) {
          const auto table = MakeByteAxis(MakeAxisTable(ResizeMethod::kBilinear, antialias,
                                                        {input_size, 0, input_size}, output_size));
          if (!table) continue;
          RawValues in(static_cast<size_t>(input_size * channels), DType::kUint8, 1);
          const auto values = static_cast<size_t>(output_size * channels);
          std::vector<int16_t> expected(values);
          Scalar().resample_bytes(in.data(), channels, *table, expected.data());
          ForEachTarget([&](const KernelTable& kernels) {
            std::vector<int16_t> actual(values);
            kernels.resample_bytes(in.data(), channels, *table, actual.data());
            CHECK(actual == expected);
          });
        }
      }
    }
  }
}

TEST(CombineBytesSameBits) {
  Random random(13);
  for (const int64_t taps : {2, 4, 6}) {
    for (size_t values = 0; values < 140; ++values) {
      std::vector<std::vector<int16_t>> rows(static_cast<size_t>(taps));
      std::vector<const int16_t*> pointers;
      for (auto& row : rows) {
        for (size_t i = 0; i < values; ++i)
          row.push_back(static_cast<int16_t>(random.Below(255 * 128 + 1)));
        pointers.push_back(row.data());
      }
      std::vector<int16_t> weights(static_cast<size_t>(taps), 0);
      for (int left = kByteAxisUnit; left > 0; left -= 1024)
        weights[static_cast<size_t>(random.Below(static_cast<int>(taps)))] += 1024;
      std::vector<uint8_t> expected(values);
      Scalar().combine_bytes(pointers.data(), weights.data(), taps, values, expected.data());
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<uint8_t> actual(values);
        kernels.combine_bytes(pointers.data(), weights.data(), taps, values, actual.data());
        CHECK(actual == expected);
      });
    }
  }
}

}  // namespace
}  // namespace imagepipeline::test
