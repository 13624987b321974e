// Row kernels against hand-worked values, on every target. Rows are longer than a vector, so that
// the vector code and not only its tail is seen.
#include <algorithm>
#include <bit>

#include "kernels_support.h"

namespace imagepipeline::test {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

// The pattern, repeated to 40 values.
std::vector<float> Repeated(const std::vector<float>& pattern) {
  std::vector<float> row;
  for (size_t i = 0; i < 40; ++i) row.push_back(pattern[i % pattern.size()]);
  return row;
}

template <typename T>
void CheckStore(DType dtype, const std::vector<float>& in, const std::vector<T>& expected) {
  const std::vector<float> row = Repeated(in);
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<T> out(row.size());
    kernels.store_row(row.data(), row.size(), dtype, out.data());
    std::vector<float> quantized = row;
    kernels.quantize(quantized.data(), quantized.size(), dtype);
    for (size_t i = 0; i < out.size(); ++i) {
      CHECK_EQ(out[i], expected[i % expected.size()]);
      CHECK_EQ(quantized[i], static_cast<float>(expected[i % expected.size()]));
      CHECK(!std::signbit(quantized[i]) || quantized[i] < 0);
    }
  });
}

TEST(StoreRoundsHalfToEvenAndSaturates) {
  CheckStore<uint8_t>(DType::kUint8,
                      {0.5f, 1.5f, 2.5f, 254.5f, 255.5f, 256, -0.5f, -7, 1e30f, -kInfinity, kNaN},
                      {0, 2, 2, 254, 255, 255, 0, 0, 255, 0, 0});
  CheckStore<uint16_t>(DType::kUint16, {0.5f, 3.5f, 65534.5f, 65535.5f, 1e9f, -1, kInfinity, kNaN},
                       {0, 4, 65534, 65535, 65535, 0, 65535, 0});
  CheckStore<int32_t>(
      DType::kInt32,
      {-0.5f, -1.5f, 2.5f, 2147483520.0f, 2147483648.0f, 3e9f, -2147483648.0f, -3e9f, kInfinity,
       -kInfinity, kNaN},
      {0, -2, 2, 2147483520, INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN, INT32_MAX, INT32_MIN, 0});
}

TEST(StoreFloatKeepsValuesAndWritesOneNaN) {
  uint32_t odd_bits = 0xFFC12345;
  float odd_nan;
  std::memcpy(&odd_nan, &odd_bits, 4);
  const std::vector<float> row = Repeated({-0.0f, 1e-40f, kInfinity, odd_nan, 300.25f});
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<uint32_t> out(row.size()), unchanged(row.size());
    kernels.store_row(row.data(), row.size(), DType::kFloat32, out.data());
    std::memcpy(unchanged.data(), row.data(), row.size() * 4);
    for (size_t i = 0; i < row.size(); ++i) {
      CHECK_EQ(out[i], std::isnan(row[i]) ? 0x7FC00000u : unchanged[i]);
    }
  });
}

TEST(StreamWritesWhatStoreWrites) {
  ForEachTarget([](const KernelTable& kernels) {
    for (size_t offset = 0; offset < 17; ++offset) {
      for (size_t count = 0; count < 70; ++count) {
        const std::vector<float> row = AwkwardFloats(count, count + 1);
        std::vector<float> stored(offset + count + 1, 7.0f), streamed = stored;
        kernels.store_row(row.data(), count, DType::kFloat32, stored.data() + offset);
        kernels.stream_row(row.data(), count, streamed.data() + offset);
        CHECK(std::memcmp(stored.data(), streamed.data(), stored.size() * sizeof(float)) == 0);
      }
    }
  });
}

TEST(LoadConvertsExactly) {
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> out(40);
    std::vector<uint8_t> bytes(40, 255);
    kernels.load_row(bytes.data(), DType::kUint8, 40, out.data());
    for (float v : out) CHECK_EQ(v, 255.0f);
    std::vector<uint16_t> words(40, 65535);
    kernels.load_row(words.data(), DType::kUint16, 40, out.data());
    for (float v : out) CHECK_EQ(v, 65535.0f);
    // Halfway between two floats: to the even one.
    std::vector<int32_t> ints(40, (1 << 24) + 1);
    kernels.load_row(ints.data(), DType::kInt32, 40, out.data());
    for (float v : out) CHECK_EQ(v, 16777216.0f);
  });
}

TEST(ChannelAffineByHand) {
  const float center[] = {10, 20, 30}, scale[] = {2, 0.5f, -1}, bias[] = {1, 0, 100};
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> row;
    for (int i = 0; i < 41; ++i) row.insert(row.end(), {11, 24, 33});
    kernels.channel_affine(row.data(), 41, 3, center, scale, bias);
    for (size_t i = 0; i < row.size(); i += 3) {
      CHECK_EQ(row[i], 3.0f);
      CHECK_EQ(row[i + 1], 2.0f);
      CHECK_EQ(row[i + 2], 97.0f);
    }
  });
}

TEST(ScaleRowByHand) {
  const float center[] = {10, 20, 30}, scale[] = {2, 0.5f, -1}, bias[] = {1, 0, 100};
  std::vector<uint8_t> bytes;
  for (int i = 0; i < 41; ++i) bytes.insert(bytes.end(), {11, 24, 33});
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> row(bytes.size());
    kernels.scale_row(bytes.data(), DType::kUint8, 41, 3, OneStep(center, scale, bias), false,
                      row.data());
    for (size_t i = 0; i < row.size(); i += 3) {
      CHECK_EQ(row[i], 3.0f);
      CHECK_EQ(row[i + 1], 2.0f);
      CHECK_EQ(row[i + 2], 97.0f);
    }
  });
}

// Rows of every length end in some vectors and some values that fill no group of vectors. Channel c
// is (v - c) 2 + 10 c, which is exact.
TEST(ScaleRowAtEveryLengthByHand) {
  const float center[] = {0, 1, 2, 3}, scale[] = {2, 2, 2, 2}, bias[] = {0, 10, 20, 30};
  ForEachTarget([&](const KernelTable& kernels) {
    for (int64_t channels = 1; channels <= 4; ++channels) {
      for (int64_t pixels = 1; pixels <= 90; ++pixels) {
        std::vector<uint8_t> bytes(static_cast<size_t>(pixels * channels));
        for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * 7);
        for (const bool streams : {false, true}) {
          std::vector<float> row(bytes.size() + 1, -1);
          kernels.scale_row(bytes.data(), DType::kUint8, static_cast<size_t>(pixels), channels,
                            OneStep(center, scale, bias), streams, row.data());
          for (size_t i = 0; i < bytes.size(); ++i) {
            const auto c = static_cast<float>(i % static_cast<size_t>(channels));
            CHECK_EQ(row[i], (static_cast<float>(bytes[i]) - c) * 2 + 10 * c);
          }
          CHECK_EQ(row.back(), -1.0f);
        }
      }
    }
  });
}

// (2 v, at most 50), (at least 21), (v - 1 per channel, within 20..45): every step sees what the
// one before it left, and NaN passes all of them.
TEST(ScaleStepsByHand) {
  const float zero[] = {0, 0, 0}, two[] = {2, 2, 2}, one[] = {1, 1, 1}, less[] = {1, 2, 3};
  ScaleSteps steps;
  steps.steps[0] = {zero, two, zero, true, 0, 50};
  steps.steps[1] = {nullptr, nullptr, nullptr, true, 21, 1000};
  steps.steps[2] = {less, one, zero, true, 20, 45};
  steps.count = 3;
  // 3 -> 6 -> 21 -> 20, 19, 18 and so on.
  const float values[] = {3, 15, 100}, expected[3][3] = {{20, 20, 20}, {29, 28, 27}, {45, 45, 45}};
  ForEachTarget([&](const KernelTable& kernels) {
    for (size_t pixels = 1; pixels <= 60; ++pixels) {
      for (int i = 0; i < 3; ++i) {
        std::vector<float> row(3 * pixels, values[i]);
        row.front() = std::numeric_limits<float>::quiet_NaN();
        kernels.scale_row(row.data(), DType::kFloat32, pixels, 3, steps, false, row.data());
        CHECK_EQ(std::bit_cast<uint32_t>(row[0]), 0x7FC00000u);
        for (size_t at = 1; at < row.size(); ++at) CHECK_EQ(row[at], expected[i][at % 3]);
      }
    }
  });
}

// Whatever NaN comes in or is made on the way.
TEST(ScaleRowWritesOneNaN) {
  const float center = 0, scale = 2, bias = 1;
  std::vector<float> nans(40, -std::numeric_limits<float>::quiet_NaN());
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> row(nans.size());
    kernels.scale_row(nans.data(), DType::kFloat32, 40, 1, OneStep(&center, &scale, &bias), false,
                      row.data());
    for (const float v : row) CHECK_EQ(std::bit_cast<uint32_t>(v), 0x7FC00000u);
  });
}

TEST(ChannelAffineIsNotFused) {
  // (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24: the product rounds to 1 + 2^-11, so that minus it is 0, not
  // 2^-24.
  const float v = 1 + 0x1p-12f, bias = -(1 + 0x1p-11f), zero = 0;
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> row(40, v);
    kernels.channel_affine(row.data(), 40, 1, &zero, &v, &bias);
    for (float value : row) CHECK_EQ(value, 0.0f);
  });
}

TEST(ChannelMatrixByHand) {
  // v - center = 1 2 3 for every pixel.
  const double center[] = {10, 20, 30}, bias[] = {0.5, 0, -1};
  const double matrix[] = {1, 0, 2,   //
                           0, 3, -1,  //
                           4, 0, 1};
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> row;
    for (int i = 0; i < 41; ++i) row.insert(row.end(), {11, 22, 33});
    kernels.channel_matrix(row.data(), 41, 3, center, matrix, bias);
    for (size_t i = 0; i < row.size(); i += 3) {
      CHECK_EQ(row[i], 13.5f);     // 1 + 12 + 0.5
      CHECK_EQ(row[i + 1], 6.0f);  // 6
      CHECK_EQ(row[i + 2], 2.0f);  // 2 - 2 + 3 - 1
    }
  });
}

TEST(ChannelMatrixCancelsInDouble) {
  // 1/3 (2^24 - 1) - 1/3 (2^24 - 2) = 1/3: float32 products are whole numbers up to 0.5 off.
  const double zero[] = {0, 0}, third = 1.0 / 3;
  const double matrix[] = {third, 0, -third, 0};
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> row;
    for (int i = 0; i < 41; ++i) row.insert(row.end(), {16777215, 16777214});
    kernels.channel_matrix(row.data(), 41, 2, zero, matrix, zero);
    for (size_t i = 0; i < row.size(); i += 2) CHECK_NEAR(row[i], third, 1e-8);
  });
}

TEST(ChannelMatrixTakesTheMostChannels) {
  // Output c is input c + 1, the last is the first.
  constexpr size_t kChannels = kMaxMixedChannels;
  const std::vector<double> zeros(kChannels);
  std::vector<double> matrix(kChannels * kChannels);
  for (size_t c = 0; c < kChannels; ++c) matrix[(c + 1) % kChannels * kChannels + c] = 1;
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> row(2 * kChannels);
    for (size_t i = 0; i < row.size(); ++i) row[i] = static_cast<float>(i);
    kernels.channel_matrix(row.data(), 2, kMaxMixedChannels, zeros.data(), matrix.data(),
                           zeros.data());
    for (size_t c = 0; c < kChannels; ++c) {
      const auto source = static_cast<float>((c + 1) % kChannels);
      CHECK_EQ(row[c], source);
      CHECK_EQ(row[kChannels + c], static_cast<float>(kChannels) + source);
    }
  });
}

TEST(ClampKeepsNaN) {
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> row = Repeated({-5, 0.5f, 7, kNaN, kInfinity});
    kernels.clamp(row.data(), row.size(), 0, 1);
    for (size_t i = 0; i < row.size(); i += 5) {
      CHECK_EQ(row[i], 0.0f);
      CHECK_EQ(row[i + 1], 0.5f);
      CHECK_EQ(row[i + 2], 1.0f);
      CHECK(std::isnan(row[i + 3]));
      CHECK_EQ(row[i + 4], 1.0f);
    }
  });
}

TEST(ReversePixelsByHand) {
  std::vector<uint8_t> in;
  for (int i = 0; i < 31; ++i) {
    for (int c = 0; c < 3; ++c) in.push_back(static_cast<uint8_t>(4 * i + c));
  }
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<uint8_t> out(in.size());
    kernels.reverse_pixels(in.data(), 31, 3, out.data());
    for (size_t i = 0; i < out.size(); ++i) {
      CHECK_EQ(static_cast<size_t>(out[i]), 4 * (30 - i / 3) + i % 3);
    }
  });
}

TEST(ResampleByHand) {
  // 3 pixels to 2: the mean of the first two, and a quarter of the third with three quarters of
  // fill.
  const AxisTable axis = {3, 2, 2, {0, 2}, {2, 1}, {0.5f, 0.5f, 0.25f, 0}, {0, 0.75f}};
  const std::vector<float> in = {1, 2, 3, 4, 3, 4, 5, 6, 8, 12, 16, kNaN};
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> out(8);
    kernels.resample_row(in.data(), 4, axis, 100, out.data());
    CHECK((std::vector<float>(out.begin(), out.begin() + 7) ==
           std::vector<float>{2, 3, 4, 5, 77, 78, 79}));
    CHECK(std::isnan(out[7]));
  });
}

TEST(UnusedFillDoesNoHarm) {
  const AxisTable axis = {1, 1, 1, {0}, {1}, {1}, {0}};
  const float in = 5;
  ForEachTarget([&](const KernelTable& kernels) {
    float out = 0;
    kernels.resample_row(&in, 1, axis, kNaN, &out);
    CHECK_EQ(out, 5.0f);
  });
}

TEST(CombineRowsByHand) {
  const std::vector<float> a(40, 8), b(40, 16);
  const float* rows[] = {a.data(), b.data()};
  const float weights[] = {0.25f, 0.5f};
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> out(40);
    kernels.combine_rows(rows, weights, 2, 0.5f, 40, out.data());
    for (float v : out) CHECK_EQ(v, 10.5f);
  });
}

TEST(MomentsByHand) {
  // 16 pixels of 3 channels: channel c of pixel i is i + 100 c. Sums 120 + 1600 c; squares about
  // 7.5 are 340 each.
  std::vector<float> row;
  for (int i = 0; i < 16; ++i) {
    for (int c = 0; c < 3; ++c) row.push_back(static_cast<float>(i + 100 * c));
  }
  CHECK_EQ(StatLanes(3), 24);
  CHECK_EQ(StatLanes(5), 5);
  ForEachTarget([&](const KernelTable& kernels) {
    double sums[24] = {}, squares[24] = {}, means[24];
    for (int k = 0; k < 24; ++k) means[k] = 7.5 + 100 * (k % 3);
    kernels.add_sums(row.data(), row.size(), 3, sums);
    kernels.add_squares(row.data(), row.size(), 3, means, squares);
    for (int c = 0; c < 3; ++c) {
      double sum = 0, square = 0;
      for (int k = c; k < 24; k += 3) sum += sums[k], square += squares[k];
      CHECK_EQ(sum, 120.0 + 1600 * c);
      CHECK_EQ(square, 340.0);
    }
    CHECK_EQ(sums[0], 8.0);  // pixels 0 and 8
  });
}

// Pixel i is i, 10 i, 100 i, ... about 7.5, 75, ...: the products sum to 340 times the powers.
TEST(ProductsByHand) {
  for (const int64_t channels : {1, 2, 3, 4, 5}) {
    const auto c = static_cast<size_t>(channels);
    std::vector<float> row;
    for (int i = 0; i < 16; ++i) {
      for (size_t k = 0; k < c; ++k) row.push_back(static_cast<float>(i * std::pow(10, k)));
    }
    std::vector<double> means;
    for (size_t k = 0; k < c; ++k) means.push_back(7.5 * std::pow(10, k));
    const size_t lanes = ProductLanes(channels);
    CHECK_EQ(lanes, channels < 5 ? 8u : 1u);
    ForEachTarget([&](const KernelTable& kernels) {
      std::vector<double> sums(c * c * lanes);
      kernels.add_products(row.data(), 16, channels, means.data(), sums.data());
      for (size_t i = 0; i < c; ++i) {
        for (size_t j = i; j < c; ++j) {
          double sum = 0;
          for (size_t lane = 0; lane < lanes; ++lane) sum += sums[(i * c + j) * lanes + lane];
          CHECK_EQ(sum, 340 * std::pow(10, i + j));
        }
      }
      // Lane 0 holds pixels 0 and 8.
      if (lanes == 8) CHECK_EQ(sums[0], 56.25 + 0.25);
    });
  }
}

TEST(MinMaxWidensAndIgnoresNaN) {
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> row(41, kNaN);
    float lo = 2, hi = 3;
    kernels.min_max(row.data(), row.size(), &lo, &hi);
    CHECK_EQ(lo, 2.0f);
    CHECK_EQ(hi, 3.0f);
    row[7] = -4;
    row[40] = 9;
    kernels.min_max(row.data(), row.size(), &lo, &hi);
    CHECK_EQ(lo, -4.0f);
    CHECK_EQ(hi, 9.0f);
  });
}

TEST(SumsAndRangesOfBytesSameBits) {
  // The last count is more than lanes of 16 bits hold.
  for (const size_t pixels : {0, 1, 5, 31, 32, 64, 97, 300, 40000}) {
    for (const int64_t channels : {1, 2, 3, 4, 5, 17}) {
      const auto count = static_cast<size_t>(channels);
      RawValues in(pixels * count, DType::kUint8, pixels);
      // All white where lanes overflow soonest.
      if (pixels > 1000) std::fill_n(in.data(), pixels * count - 1, uint8_t{255});
      std::vector<uint64_t> sums(count + 1, 3);
      std::vector<uint8_t> lo(count, 200), hi(count, 50);
      for (size_t i = 0; i < pixels * count; ++i) {
        const uint8_t byte = in.data()[i];
        sums[i % count] += byte;
        sums[count] += uint64_t{byte} * byte;
        lo[i % count] = std::min(lo[i % count], byte);
        hi[i % count] = std::max(hi[i % count], byte);
      }
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<uint64_t> actual(count + 1, 3), alone(count, 3);
        kernels.add_byte_sums(in.data(), pixels, channels, actual.data(), &actual[count]);
        kernels.add_byte_sums(in.data(), pixels, channels, alone.data(), nullptr);
        CHECK(actual == sums);
        CHECK(std::equal(alone.begin(), alone.end(), sums.begin()));
        std::vector<uint8_t> low(count, 200), high(count, 50);
        kernels.widen_byte_ranges(in.data(), pixels, channels, low.data(), high.data());
        CHECK(low == lo);
        CHECK(high == hi);
      });
    }
  }
}

}  // namespace
}  // namespace imagepipeline::test
