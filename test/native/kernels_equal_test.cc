// Every kernel but `sample` on every target against the scalar table: the same bits at every size,
// channel count and alignment. What the scalar table itself must give is in the other kernel tests.
#include <algorithm>

#include "kernels_support.h"

namespace imagepipeline::test {
namespace {

// Twice three vectors of the widest target and one more: every mix of full, leftover and single
// values.
constexpr size_t kMaxValues = 2 * 3 * 16 + 1;
constexpr int64_t kChannelCounts[] = {1, 2, 3, 4, 5, 8, 16, 17, 24, 25, 40};

TEST(LoadAndStoreRowSameBits) {
  for (DType dtype : kDTypes) {
    for (size_t count = 0; count <= kMaxValues; ++count) {
      RawValues in(count, dtype, count);
      const std::vector<float> row = AwkwardFloats(count, count + 1000);
      std::vector<float> expected(count);
      RawValues stored(count, dtype, 0);
      Scalar().load_row(in.data(), dtype, count, expected.data());
      Scalar().store_row(row.data(), count, dtype, stored.data());
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<float> loaded(count);
        kernels.load_row(in.data(), dtype, count, loaded.data());
        CHECK(SameBits(loaded, expected));
        RawValues out(count, dtype, 0);
        kernels.store_row(row.data(), count, dtype, out.data());
        CHECK(out.bytes == stored.bytes);
      });
    }
  }
}

TEST(ChannelAffineSameBits) {
  for (int64_t channels : kChannelCounts) {
    const auto c = static_cast<size_t>(channels);
    const auto center = AwkwardFloats(c, 1), scale = AwkwardFloats(c, 2);
    const auto bias = AwkwardFloats(c, 3);
    for (size_t pixels = 0; pixels * c <= kMaxValues + c; ++pixels) {
      const std::vector<float> row = AwkwardFloats(pixels * c, pixels);
      std::vector<float> expected = row;
      Scalar().channel_affine(expected.data(), pixels, channels, center.data(), scale.data(),
                              bias.data());
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<float> actual = row;
        kernels.channel_affine(actual.data(), pixels, channels, center.data(), scale.data(),
                               bias.data());
        CHECK(SameBits(actual, expected));
      });
    }
  }
}

// Results at every distance from a cache line, with and without stores past the caches; float32
// also in place.
TEST(ScaleRowSameBits) {
  for (const DType dtype : kDTypes) {
    for (int64_t channels = 1; channels <= 4; ++channels) {
      const auto c = static_cast<size_t>(channels);
      const auto center = AwkwardFloats(c, 1), scale = AwkwardFloats(c, 2);
      const auto bias = AwkwardFloats(c, 3);
      const ScaleSteps params = OneStep(center.data(), scale.data(), bias.data());
      for (size_t pixels = 0; pixels * c <= kMaxValues + c; ++pixels) {
        const size_t values = pixels * c, shift = pixels % 17;
        RawValues in(values, dtype, pixels);
        std::vector<float> expected(values);
        Scalar().scale_row(in.data(), dtype, pixels, channels, params, false, expected.data());
        ForEachTarget([&](const KernelTable& kernels) {
          for (const bool streams : {false, true}) {
            std::vector<float> out(values + shift);
            kernels.scale_row(in.data(), dtype, pixels, channels, params, streams,
                              out.data() + shift);
            CHECK(
                SameBits({out.begin() + static_cast<std::ptrdiff_t>(shift), out.end()}, expected));
          }
          if (dtype != DType::kFloat32 || values == 0) return;
          std::vector<float> row(values);
          std::memcpy(row.data(), in.data(), values * sizeof(float));
          kernels.scale_row(row.data(), dtype, pixels, channels, params, false, row.data());
          CHECK(SameBits(row, expected));
        });
      }
    }
  }
}

// All kinds of steps, of every number.
TEST(ScaleStepsSameBits) {
  Random random(8);
  for (int trial = 0; trial < 300; ++trial) {
    const int64_t channels = 1 + random.Below(4);
    const auto c = static_cast<size_t>(channels), pixels = static_cast<size_t>(random.Below(90));
    const DType dtype = kDTypes[random.Below(4)];
    std::vector<std::vector<float>> params;
    ScaleSteps steps;
    steps.count = static_cast<size_t>(1 + random.Below(4));
    for (size_t i = 0; i < 3 * steps.count; ++i)
      params.push_back(AwkwardFloats(c, static_cast<uint64_t>(trial) * 16 + i));
    for (size_t i = 0; i < steps.count; ++i) {
      ScaleStep& step = steps.steps[i];
      const int kind = random.Below(3);  // affine, clamp, both
      if (kind != 1) {
        step.center = params[3 * i].data();
        step.scale = params[3 * i + 1].data();
        step.bias = params[3 * i + 2].data();
      }
      step.clamps = kind != 0;
      step.lo = random.Between(-50, 100);
      step.hi = step.lo + random.Between(0, 200);
    }
    RawValues in(pixels * c, dtype, static_cast<uint64_t>(trial));
    std::vector<float> expected(pixels * c);
    Scalar().scale_row(in.data(), dtype, pixels, channels, steps, false, expected.data());
    ForEachTarget([&](const KernelTable& kernels) {
      for (const bool streams : {false, true}) {
        const size_t shift = pixels % 5;
        std::vector<float> out(expected.size() + shift);
        kernels.scale_row(in.data(), dtype, pixels, channels, steps, streams, out.data() + shift);
        CHECK(SameBits({out.begin() + static_cast<std::ptrdiff_t>(shift), out.end()}, expected));
      }
    });
  }
}

std::vector<double> Doubles(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

TEST(ChannelMatrixSameBits) {
  for (int64_t channels : kChannelCounts) {
    const auto c = static_cast<size_t>(channels);
    const auto center = Doubles(AwkwardFloats(c, 1)), bias = Doubles(AwkwardFloats(c, 3));
    // Thirds, so that every step rounds.
    auto matrix = Doubles(AwkwardFloats(c * c, 2));
    for (double& entry : matrix) entry /= 3;
    for (size_t pixels = 0; pixels * c <= kMaxValues + c; ++pixels) {
      const std::vector<float> row = AwkwardFloats(pixels * c, pixels);
      std::vector<float> expected = row;
      Scalar().channel_matrix(expected.data(), pixels, channels, center.data(), matrix.data(),
                              bias.data());
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<float> actual = row;
        kernels.channel_matrix(actual.data(), pixels, channels, center.data(), matrix.data(),
                               bias.data());
        CHECK(SameBits(actual, expected));
      });
    }
  }
}

TEST(PointwiseSameBits) {
  for (size_t count = 0; count <= kMaxValues; ++count) {
    const std::vector<float> row = AwkwardFloats(count, count);
    const auto center = AwkwardFloats(count, 1), scale = AwkwardFloats(count, 2);
    const auto compare = [&](const auto& apply) {
      std::vector<float> expected = row;
      apply(Scalar(), expected.data());
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<float> actual = row;
        apply(kernels, actual.data());
        CHECK(SameBits(actual, expected));
      });
    };
    compare([&](const KernelTable& kernels, float* values) {
      kernels.value_affine(values, count, center.data(), scale.data());
    });
    compare([&](const KernelTable& kernels, float* values) {
      kernels.clamp(values, count, 0.0f, 255.0f);
    });
    for (DType dtype : kDTypes) {
      compare([&](const KernelTable& kernels, float* values) {
        kernels.quantize(values, count, dtype);
      });
    }
  }
}

TEST(BlendSameBits) {
  for (size_t count = 0; count <= kMaxValues; ++count) {
    const std::vector<float> a = AwkwardFloats(count, count), b = AwkwardFloats(count, count + 1);
    std::vector<float> expected(count);
    Scalar().blend(a.data(), b.data(), count, .3f, .7f, expected.data());
    ForEachTarget([&](const KernelTable& kernels) {
      std::vector<float> actual = b;
      kernels.blend(a.data(), actual.data(), count, .3f, .7f, actual.data());
      CHECK(SameBits(actual, expected));
    });
  }
}

TEST(ReversePixelsSameBits) {
  for (size_t pixel_bytes = 1; pixel_bytes <= 21; ++pixel_bytes) {
    for (size_t pixels = 0; pixels <= 140; ++pixels) {
      RawValues in(pixels * pixel_bytes, DType::kUint8, pixels);
      RawValues expected(pixels * pixel_bytes, DType::kUint8, 0);
      Scalar().reverse_pixels(in.data(), pixels, pixel_bytes, expected.data());
      ForEachTarget([&](const KernelTable& kernels) {
        RawValues actual(pixels * pixel_bytes, DType::kUint8, 0);
        kernels.reverse_pixels(in.data(), pixels, pixel_bytes, actual.data());
        CHECK(actual.bytes == expected.bytes);
      });
    }
  }
}

AxisTable RandomAxis(int64_t input_size, int64_t output_size, int taps, uint64_t seed) {
  Random random(seed);
  AxisTable axis;
  axis.input_size = input_size;
  axis.output_size = output_size;
  axis.taps = taps;
  for (int64_t i = 0; i < output_size; ++i) {
    const int count = random.Below(std::min<int>(taps, static_cast<int>(input_size)) + 1);
    axis.count.push_back(count);
    axis.first.push_back(random.Below(static_cast<int>(input_size) - count + 1));
    for (int t = 0; t < taps; ++t) axis.weights.push_back(t < count ? random.Between(-1, 1) : 0);
    axis.outside.push_back(random.Below(3) == 0 ? random.Between(-1, 1) : 0);
  }
  return axis;
}

TEST(ResampleRowSameBits) {
  for (int64_t channels : kChannelCounts) {
    for (int64_t input_size : {1, 2, 5, 19}) {
      for (int64_t output_size : {1, 3, 18}) {
        const AxisTable axis = RandomAxis(input_size, output_size, 4, 7);
        const auto in = AwkwardFloats(static_cast<size_t>(input_size * channels), 8);
        const auto out_size = static_cast<size_t>(output_size * channels);
        std::vector<float> expected(out_size);
        Scalar().resample_row(in.data(), channels, axis, 3.5f, expected.data());
        ForEachTarget([&](const KernelTable& kernels) {
          std::vector<float> actual(out_size);
          kernels.resample_row(in.data(), channels, axis, 3.5f, actual.data());
          CHECK(SameBits(actual, expected));
        });
      }
    }
  }
}

TEST(CombineRowsSameBits) {
  for (size_t count = 0; count <= 35; ++count) {
    for (int taps = 0; taps <= 5; ++taps) {
      std::vector<std::vector<float>> rows;
      std::vector<const float*> pointers;
      for (int t = 0; t < taps; ++t) rows.push_back(AwkwardFloats(count, static_cast<uint64_t>(t)));
      for (const auto& row : rows) pointers.push_back(row.data());
      const std::vector<float> weights = AwkwardFloats(static_cast<size_t>(taps), 99);
      std::vector<float> expected(count);
      Scalar().combine_rows(pointers.data(), weights.data(), taps, 0.25f, count, expected.data());
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<float> actual(count);
        kernels.combine_rows(pointers.data(), weights.data(), taps, 0.25f, count, actual.data());
        CHECK(SameBits(actual, expected));
      });
    }
  }
}

bool SameDoubles(const std::vector<double>& a, const std::vector<double>& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) && std::isnan(b[i])) continue;
    if (std::memcmp(&a[i], &b[i], sizeof(double)) != 0) return false;
  }
  return a.size() == b.size();
}

TEST(MomentsSameBits) {
  for (int64_t channels : kChannelCounts) {
    const auto lane_count = static_cast<size_t>(StatLanes(channels));
    std::vector<double> means(lane_count);
    for (size_t i = 0; i < lane_count; ++i) means[i] = 100.1 + static_cast<double>(i) / 3;
    for (size_t pixels = 0; pixels <= 60; ++pixels) {
      const size_t count = pixels * static_cast<size_t>(channels);
      // Few NaN and Inf: a sum that is NaN hides a wrong order.
      Random random(pixels);
      std::vector<float> row(count);
      for (float& v : row) v = random.Between(-1e3f, 1e5f);
      if (pixels % 16 == 15) row = AwkwardFloats(count, pixels);
      std::vector<double> sums(lane_count), squares(lane_count);
      Scalar().add_sums(row.data(), count, channels, sums.data());
      Scalar().add_squares(row.data(), count, channels, means.data(), squares.data());
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<double> actual_sums(lane_count), actual_squares(lane_count);
        kernels.add_sums(row.data(), count, channels, actual_sums.data());
        kernels.add_squares(row.data(), count, channels, means.data(), actual_squares.data());
        CHECK(SameDoubles(actual_sums, sums));
        CHECK(SameDoubles(actual_squares, squares));
      });
    }
  }
}

TEST(ProductsSameBits) {
  for (int64_t channels : kChannelCounts) {
    const auto c = static_cast<size_t>(channels);
    std::vector<double> means(c);
    for (size_t i = 0; i < c; ++i) means[i] = 100.1 + static_cast<double>(i) / 3;
    for (size_t pixels = 0; pixels <= 140; ++pixels) {
      Random random(pixels);
      std::vector<float> row(pixels * c);
      for (float& v : row) v = random.Between(-1e3f, 1e5f);
      if (pixels % 16 == 15) row = AwkwardFloats(pixels * c, pixels);
      // Twice, as for two rows: the second adds to what the first left.
      std::vector<double> expected(c * c * ProductLanes(channels));
      for (int i = 0; i < 2; ++i)
        Scalar().add_products(row.data(), pixels, channels, means.data(), expected.data());
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<double> actual(expected.size());
        for (int i = 0; i < 2; ++i)
          kernels.add_products(row.data(), pixels, channels, means.data(), actual.data());
        CHECK(SameDoubles(actual, expected));
      });
    }
  }
}

TEST(NormalsSameBits) {
  const PhiloxKey keys[] = {{0, 0}, {0xDEADBEEF, 7}, {~0u, ~0u}};
  for (const PhiloxKey& key : keys) {
    for (const int64_t row : {int64_t{0}, int64_t{1}, int64_t{1} << 29}) {
      // Groups of 64 values from their middle, whole, and where their counters pass 32 bits.
      for (const uint64_t first :
           {uint64_t{0}, uint64_t{1}, uint64_t{63}, (uint64_t{1} << 34) - 70}) {
        for (const size_t count : {0u, 1u, 15u, 64u, 65u, 200u}) {
          std::vector<float> expected(count);
          Scalar().normals(key, row, first, count, expected.data());
          ForEachTarget([&](const KernelTable& kernels) {
            std::vector<float> actual(count);
            kernels.normals(key, row, first, count, actual.data());
            CHECK(SameBits(actual, expected));
          });
        }
      }
    }
  }
}

TEST(CombineRowsIntoOneOfThem) {
  for (size_t count = 0; count <= 35; ++count) {
    const std::vector<float> a = AwkwardFloats(count, 1), b = AwkwardFloats(count, 2);
    const float weights[] = {1, 0.3f};
    std::vector<float> expected(count);
    const float* rows[] = {a.data(), b.data()};
    Scalar().combine_rows(rows, weights, 2, 0, count, expected.data());
    ForEachTarget([&](const KernelTable& kernels) {
      std::vector<float> actual = a;
      const float* in_place[] = {actual.data(), b.data()};
      kernels.combine_rows(in_place, weights, 2, 0, count, actual.data());
      CHECK(SameBits(actual, expected));
    });
  }
}

TEST(MinMaxSameBits) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (size_t count = 0; count <= kMaxValues; ++count) {
    for (uint64_t seed = 0; seed < 4; ++seed) {
      std::vector<float> row = AwkwardFloats(count, seed);
      // The order of the two zeros must not show.
      if (seed == 3) {
        for (size_t i = 0; i < count; ++i) row[i] = i % 3 == 0 ? -0.0f : 0.0f;
      }
      std::vector<float> expected = {kInfinity, -kInfinity};
      Scalar().min_max(row.data(), count, &expected[0], &expected[1]);
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<float> actual = {kInfinity, -kInfinity};
        kernels.min_max(row.data(), count, &actual[0], &actual[1]);
        CHECK(SameBits(actual, expected));
      });
    }
  }
}

}  // namespace
}  // namespace imagepipeline::test
