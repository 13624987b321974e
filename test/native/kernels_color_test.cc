// The kernels of colours, tones, histograms and tables: by hand on every target, and the bits of
// every target against the scalar table.
#include <algorithm>

#include "kernels_support.h"

namespace imagepipeline::test {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr size_t kMaxPixels = 2 * 16 + 3;
constexpr int64_t kChannelCounts[] = {1, 2, 3, 4, 5, 17};

// Awkward values, and pixels whose channels are equal, so that every branch is met.
std::vector<float> Colors(size_t pixels, int64_t channels, uint64_t seed) {
  std::vector<float> row = AwkwardFloats(pixels * static_cast<size_t>(channels), seed);
  Random random(seed + 77);
  for (size_t i = 0; i + 1 < row.size(); ++i) {
    if (random.Below(3) == 0) row[i + 1] = row[i];
  }
  return row;
}

// `apply` on rows of 0 to kMaxPixels pixels.
template <typename Apply>
void SameBitsOnRows(int64_t channels, const Apply& apply) {
  for (size_t pixels = 0; pixels <= kMaxPixels; ++pixels) {
    for (uint64_t seed = 0; seed < 6; ++seed) {
      const std::vector<float> row = Colors(pixels, channels, seed * 100 + pixels);
      std::vector<float> expected = row;
      apply(Scalar(), expected.data(), pixels);
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<float> actual = row;
        apply(kernels, actual.data(), pixels);
        CHECK(SameBits(actual, expected));
      });
    }
  }
}

TEST(ColorsSameBits) {
  for (const int64_t channels : {3, 4}) {
    for (const float amount : {0.0f, 0.37f, -2.9f, 3.0f}) {
      SameBitsOnRows(channels, [&](const KernelTable& kernels, float* row, size_t pixels) {
        kernels.turn_hue(row, pixels, channels, amount, 0, 255);
      });
      SameBitsOnRows(channels, [&](const KernelTable& kernels, float* row, size_t pixels) {
        kernels.scale_saturation(row, pixels, channels, amount, -1);
      });
      SameBitsOnRows(channels, [&](const KernelTable& kernels, float* row, size_t pixels) {
        kernels.mix_gray(row, pixels, channels, 1 - amount, amount, 0, 255);
      });
    }
  }
}

constexpr ColorRule kColorRules[] = {
    {ColorRule::Kind::kHue, 1.7f, 1, 0, 255},
    {ColorRule::Kind::kHue, -2.9f, 1, 10, 200},
    {ColorRule::Kind::kSaturation, 0.4f, 1, 0, 255},
    {ColorRule::Kind::kSaturation, 40, 1, -3, 255},
    {ColorRule::Kind::kGray, 0.3f, 0.7f, 0, 255},
    {ColorRule::Kind::kGray, 3, -2, 20, 220},
    {ColorRule::Kind::kGray, 1, 0, -kInfinity, kInfinity},
    {ColorRule::Kind::kGray, 1, 0, 0, 200},
};

TEST(ColorsOfBytesAreThoseOfFloats) {
  for (const int64_t channels : {3, 4}) {
    for (const ColorRule& rule : kColorRules) {
      for (const size_t pixels : {0, 1, 5, 15, 16, 17, 21, 22, 37, 64, 85, 200}) {
        const size_t values = pixels * static_cast<size_t>(channels);
        RawValues in(values, DType::kUint8, pixels + 1);
        std::vector<float> row(values);
        std::vector<uint8_t> expected(values);
        Scalar().load_row(in.data(), DType::kUint8, values, row.data());
        for (size_t i = 0; i < values; i += static_cast<size_t>(channels))
          ChangeColor(rule, row.data() + i);
        Scalar().store_row(row.data(), values, DType::kUint8, expected.data());
        ForEachTarget([&](const KernelTable& kernels) {
          std::vector<uint8_t> out(values);
          kernels.change_color_bytes(in.data(), pixels, channels, rule, out.data());
          CHECK(out == expected);
          out.assign(in.data(), in.data() + values);
          kernels.change_color_bytes(out.data(), pixels, channels, rule, out.data());
          CHECK(out == expected);
        });
      }
    }
  }
}

// 0.2989 r + 0.587 g + 0.114 b.
TEST(GrayOfBytesByHand) {
  const std::vector<uint8_t> in = {0, 0, 0, 255, 255, 255, 10, 20, 30, 255, 0, 0, 0, 255, 0};
  const std::vector<uint8_t> expected = {0,  0,  0,  255, 255, 255, 18, 18,
                                         18, 76, 76, 76,  150, 150, 150};
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<uint8_t> out(in.size());
    kernels.change_color_bytes(in.data(), 5, 3, {ColorRule::Kind::kGray, 1, 0, 0, 255}, out.data());
    CHECK(out == expected);
  });
}

TEST(TonesSameBits) {
  const SolarizeRule solarize = {10.3f, 128.1f, -1, 255, 254};
  SameBitsOnRows(1, [&](const KernelTable& kernels, float* row, size_t values) {
    kernels.solarize(row, values, solarize);
  });
  for (const PosterizeRule& rule : {PosterizeRule{0xE0, 0, 255}, PosterizeRule{0xFC, -20, 320}}) {
    SameBitsOnRows(1, [&](const KernelTable& kernels, float* row, size_t values) {
      kernels.posterize(row, values, rule);
    });
  }
}

TEST(ChannelClampAndRangesSameBits) {
  for (const int64_t channels : kChannelCounts) {
    const auto count = static_cast<size_t>(channels);
    std::vector<float> lows(count), highs(count);
    for (size_t c = 0; c < count; ++c) {
      lows[c] = static_cast<float>(c);
      highs[c] = c % 2 == 0 ? 100 : kInfinity;
    }
    SameBitsOnRows(channels, [&](const KernelTable& kernels, float* row, size_t pixels) {
      kernels.clamp_channels(row, pixels, channels, lows.data(), highs.data());
    });
    for (size_t pixels = 0; pixels <= 3 * kMaxPixels; ++pixels) {
      const std::vector<float> row = Colors(pixels, channels, pixels);
      const auto ranges = [&](const KernelTable& kernels) {
        std::vector<float> lo(count, kInfinity), hi(count, -kInfinity);
        kernels.min_max_channels(row.data(), pixels, channels, lo.data(), hi.data());
        lo.insert(lo.end(), hi.begin(), hi.end());
        return lo;
      };
      const std::vector<float> expected = ranges(Scalar());
      ForEachTarget(
          [&](const KernelTable& kernels) { CHECK(SameBits(ranges(kernels), expected)); });
    }
  }
}

ChannelTable RandomTable(int64_t channels, int32_t bins) {
  ChannelTable table;
  table.rule = {0.9f, 3, bins};
  for (int64_t c = 0; c < channels; ++c) {
    if (c % 3 != 1) table.changed.push_back(c);
  }
  table.entries = AwkwardFloats(static_cast<size_t>(channels) * BinStride(table.rule), 5);
  return table;
}

TEST(HistogramsAndTablesSameBits) {
  for (const int64_t channels : kChannelCounts) {
    for (const int32_t bins : {1, 7, 256}) {
      const ChannelTable table = RandomTable(channels, bins);
      SameBitsOnRows(channels, [&](const KernelTable& kernels, float* row, size_t pixels) {
        kernels.look_up_channels(row, pixels, channels, table);
      });
      // More than one block of bins; 1024 is no multiple of 3.
      for (const size_t pixels : {size_t{0}, size_t{5}, size_t{700}}) {
        std::vector<float> row = Colors(pixels, channels, pixels);
        const auto counts = [&](const KernelTable& kernels) {
          std::vector<uint64_t> result(static_cast<size_t>(channels) * BinStride(table.rule), 1);
          kernels.add_histogram(row.data(), pixels, channels, table.rule, result.data());
          return result;
        };
        const auto expected = counts(Scalar());
        std::vector<float> looked_up = row;
        Scalar().look_up_channels(looked_up.data(), pixels, channels, table);
        ForEachTarget([&](const KernelTable& kernels) {
          CHECK(counts(kernels) == expected);
          std::vector<float> actual = row;
          kernels.look_up_channels(actual.data(), pixels, channels, table);
          CHECK(SameBits(actual, looked_up));
        });
      }
    }
  }
}

// 41 pixels: whole vectors of every target and some left over.
std::vector<float> Repeated(const std::vector<float>& pixel) {
  std::vector<float> row;
  for (int i = 0; i < 41; ++i) row.insert(row.end(), pixel.begin(), pixel.end());
  return row;
}

void CheckRow(const std::vector<float>& row, const std::vector<float>& pixel) {
  for (size_t i = 0; i < row.size(); ++i) {
    const float expected = pixel[i % pixel.size()];
    if (std::isnan(expected)) {
      CHECK(std::isnan(row[i]));
    } else {
      CHECK_NEAR(row[i], expected, 1e-4);
    }
  }
}

TEST(TurnHueByHand) {
  ForEachTarget([](const KernelTable& kernels) {
    // 1/3 of a sixth beyond red; three sixths on is the complement.
    std::vector<float> row = Repeated({200, 100, 50, 200, 100, 50, 9, 9, 9, 1, kNaN, 3});
    kernels.turn_hue(row.data(), row.size() / 3, 3, 3, 0, 190);
    CheckRow(row, {50, 150, 190, 50, 150, 190, 9, 9, 9, kNaN, kNaN, kNaN});
    row = Repeated({0, 0, 90, 999});
    kernels.turn_hue(row.data(), 41, 4, -2, 0, 255);
    CheckRow(row, {0, 90, 0, 999});
  });
}

TEST(ScaleSaturationByHand) {
  ForEachTarget([](const KernelTable& kernels) {
    std::vector<float> row = Repeated({200, 100, 50, -7, 30, 30, 30, 1e30f});
    kernels.scale_saturation(row.data(), row.size() / 4, 4, 0.5f, 0);
    CheckRow(row, {200, 150, 125, -7, 30, 30, 30, 1e30f});
    // To the full saturation and no further; black is 10.
    row = Repeated({210, 110, 60});
    kernels.scale_saturation(row.data(), 41, 3, 1e7f, 10);
    CheckRow(row, {210, 10 + 200.0f / 3, 10});
  });
}

TEST(MixGrayByHand) {
  ForEachTarget([](const KernelTable& kernels) {
    std::vector<float> row = Repeated({200, 100, 50, 3});
    kernels.mix_gray(row.data(), 41, 4, 0, 1, -kInfinity, kInfinity);
    CheckRow(row, {124.18f, 124.18f, 124.18f, 3});
    row = Repeated({200, 100, 50});
    kernels.mix_gray(row.data(), 41, 3, 0.5f, 0.5f, 100, 150);
    CheckRow(row, {150, 112.09f, 100});
  });
}

TEST(SolarizeAndPosterizeByHand) {
  ForEachTarget([](const KernelTable& kernels) {
    std::vector<float> row = Repeated({100, 117, 118, 250, -50, kNaN});
    kernels.solarize(row.data(), row.size(), {10, 128, 0, 255, 255});
    CheckRow(row, {110, 127, 127, 0, 0, kNaN});
    row = Repeated({31.9f, 32, 255.5f, -3, kInfinity, kNaN});
    kernels.posterize(row.data(), row.size(), {0xE0, 0, 255});
    CheckRow(row, {0, 32, 224, 0, 224, kNaN});
    row = Repeated({-1, 0, 1, 2});
    kernels.posterize(row.data(), row.size(), {0x80, -1, 2});
    CheckRow(row, {-1, -1, 128 / 127.5f - 1, 128 / 127.5f - 1});
  });
}

TEST(ChannelClampAndRangesByHand) {
  const float lows[] = {0, 10, -kInfinity}, highs[] = {1, 20, kInfinity};
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> row = Repeated({-5, 15, -1e30f, 7, kNaN, 1e30f});
    float lo[] = {0, 14, 0}, hi[] = {0, 14, 0};
    kernels.min_max_channels(row.data(), row.size() / 3, 3, lo, hi);
    CHECK_EQ(lo[0], -5.0f);
    CHECK(std::isnan(lo[1]));
    CHECK_EQ(lo[2], -1e30f);
    CHECK_EQ(hi[0], 7.0f);
    CHECK_EQ(hi[1], 15.0f);
    CHECK_EQ(hi[2], 1e30f);
    kernels.clamp_channels(row.data(), row.size() / 3, 3, lows, highs);
    CheckRow(row, {0, 15, -1e30f, 1, kNaN, 1e30f});
  });
}

TEST(HistogramsAndTablesByHand) {
  // Four bins that start at 0, 85, 170 and 255; the last of each channel's five is for NaN.
  ChannelTable table = {{1, 0, 4}, {1}, {0, 0, 0, 0, 0, 7, 8, 9, 10, kNaN}};
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> row = Repeated({84, -3, 85, 170, 255, 400, 169, kNaN});
    std::vector<uint64_t> counts(10, 1);
    kernels.add_histogram(row.data(), row.size() / 2, 2, table.rule, counts.data());
    CHECK((counts == std::vector<uint64_t>{42, 83, 1, 42, 1, 42, 1, 42, 42, 42}));
    kernels.look_up_channels(row.data(), row.size() / 2, 2, table);
    CheckRow(row, {84, 7, 85, 9, 255, 10, 169, kNaN});
  });
}

}  // namespace
}  // namespace imagepipeline::test
