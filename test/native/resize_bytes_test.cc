// Resizes of bytes in strips: on every target that has them, the bits that the two halves give one
// after the other in the scalar table.
#include <algorithm>

#include "kernels_support.h"
#include "plan_support.h"
#include "runtime/byte_axis.h"
#include "runtime/byte_strips.h"

namespace imagepipeline::test {
namespace {

std::optional<ByteAxis> AxisOf(int64_t input_size, int64_t output_size, bool antialias) {
  return MakeByteAxis(
      MakeAxisTable(ResizeMethod::kBilinear, antialias, {input_size, 0, input_size}, output_size));
}

std::vector<uint8_t> ByHalves(const std::vector<uint8_t>& in, int64_t channels,
                              const ByteAxis& columns, const ByteAxis& rows) {
  const auto stride = static_cast<size_t>(columns.input_size * channels);
  const auto values = static_cast<size_t>(columns.output_size * channels);
  std::vector<std::vector<int16_t>> between(static_cast<size_t>(rows.input_size),
                                            std::vector<int16_t>(values));
  for (size_t y = 0; y < between.size(); ++y)
    Scalar().resample_bytes(in.data() + y * stride, channels, columns, between[y].data());
  std::vector<uint8_t> out(static_cast<size_t>(rows.output_size) * values);
  for (size_t y = 0; y < static_cast<size_t>(rows.output_size); ++y) {
    std::vector<const int16_t*> taps;
    for (int64_t t = 0; t < rows.taps; ++t)
      taps.push_back(between[static_cast<size_t>(rows.first[y] + t)].data());
    Scalar().combine_bytes(taps.data(), rows.weights.data() + y * taps.size(), rows.taps, values,
                           out.data() + y * values);
  }
  return out;
}

// In bands of `band_rows`, into memory of its own, so that a sanitizer sees what goes beyond.
std::vector<uint8_t> InStrips(const KernelTable& kernels, const std::vector<uint8_t>& in,
                              const ByteAxis& rows, const BytePicks& picks, int64_t band_rows) {
  const std::vector<RowMix> mixes = MakeRowMixes(rows);
  const auto stride = static_cast<int64_t>(in.size()) / rows.input_size;
  std::vector<uint8_t> out;
  for (int64_t begin = 0; begin < rows.output_size; begin += band_rows) {
    const int64_t end = std::min(begin + band_rows, rows.output_size);
    std::vector<uint8_t> band(static_cast<size_t>((end - begin) * picks.values));
    for (size_t strip = 0; strip < picks.strips; ++strip) {
      kernels.resize_bytes(
          {in.data(), stride, &picks, &rows, mixes.data(), begin, end, band.data(), strip});
    }
    out.insert(out.end(), band.begin(), band.end());
  }
  return out;
}

struct Case {
  int64_t in_height, in_width, out_height, out_width;
};

constexpr Case kCases[] = {
    {9, 64, 5, 64},      // as many columns
    {32, 75, 28, 66},    // a little smaller
    {20, 30, 43, 71},    // larger
    {120, 110, 50, 48},  // windows of twice the width, or of their own
    {70, 200, 66, 40},   // many taps along one axis
    {200, 70, 20, 66},   // and along the other
    {90, 250, 30, 50},  {40, 40, 1, 33},
};

TEST(ResizeBytesSameBits) {
  Random random(17);
  for (const int64_t channels : {1, 2, 3, 4, 5}) {
    for (const Case& size : kCases) {
      std::vector<uint8_t> in(static_cast<size_t>(size.in_height * size.in_width * channels));
      // Many halves among them.
      for (uint8_t& byte : in) byte = random.Below(2) == 0 ? random.Byte() : uint8_t{255};
      for (const bool antialias : {false, true}) {
        const auto columns = AxisOf(size.in_width, size.out_width, antialias);
        const auto rows = AxisOf(size.in_height, size.out_height, antialias);
        if (!columns || !rows || rows->taps > kMaxStripTaps) continue;
        const std::vector<uint8_t> expected = ByHalves(in, channels, *columns, *rows);
        ForEachTarget([&](const KernelTable& kernels) {
          const BytePicks picks = MakeBytePicks(*columns, channels, kernels.strip_form);
          if (picks.strips == 0) return;
          for (const int64_t band_rows : {7, 32, 1000}) {
            CHECK(InStrips(kernels, in, *rows, picks, band_rows) == expected);
          }
        });
      }
    }
  }
}

// The usual sizes must not fall back to the slow way.
TEST(UsualResizesOfBytesAreTakenInStrips) {
  ForEachTarget([&](const KernelTable& kernels) {
    const StripForm& form = kernels.strip_form;
    if (form.strip == 0) return;
    for (const int64_t channels : {1, 3, 4}) {
      CHECK(MakeBytePicks(*AxisOf(256, 224, false), channels, form).strips > 0);
      CHECK(MakeBytePicks(*AxisOf(100, 224, false), channels, form).strips > 0);
      CHECK(MakeBytePicks(*AxisOf(512, 224, true), channels, form).strips > 0);
    }
  });
}

TEST(PicksOfRowsShorterThanAStripAreEmpty) {
  ForEachTarget([&](const KernelTable& kernels) {
    CHECK_EQ(MakeBytePicks(*AxisOf(50, 2, false), 3, kernels.strip_form).strips, 0u);
    CHECK_EQ(MakeBytePicks(*AxisOf(3, 50, false), 3, kernels.strip_form).strips, 0u);
  });
}

TEST(RowMixesByHand) {
  ByteAxis rows;
  rows.taps = 2;
  rows.first = {0, 0, 1, 1, 2};
  rows.weights = {16384, 0, 12288, 4096, 8192, 8192, 4096, 12288, 0, 16384};
  const std::vector<RowMix> mixes = MakeRowMixes(rows);
  const int16_t factors[] = {0, -16384, -32768, 16384, 0}, seconds[] = {0, 0, 0, -1, -1};
  for (size_t i = 0; i < 5; ++i) {
    CHECK_EQ(mixes[i].factor, factors[i]);
    CHECK_EQ(mixes[i].second, seconds[i]);
  }
}

}  // namespace
}  // namespace imagepipeline::test
