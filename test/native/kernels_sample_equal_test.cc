// The sampler on every target against the scalar table: the same bits for every dtype, channel
// count, shape, stride, fill mode and run length, for maps with and without order in their
// coordinates.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "kernels_support.h"

namespace imagepipeline::test {
namespace {

struct Picture {
  RawValues values;
  ConstImage image;

  // Rows `gap_bytes` apart; nothing after the last value of the last row.
  Picture(Shape shape, DType dtype, int64_t gap_bytes, uint64_t seed)
      : values(ValueCount(shape, dtype, gap_bytes), dtype, seed) {
    const int64_t row_bytes = shape.width * shape.channels * static_cast<int64_t>(SizeOf(dtype));
    image = {values.data(), dtype, shape, row_bytes + gap_bytes};
  }
  static size_t ValueCount(Shape shape, DType dtype, int64_t gap_bytes) {
    const auto gaps = static_cast<size_t>((shape.height - 1) * gap_bytes);
    return static_cast<size_t>(shape.ValueCount()) + gaps / SizeOf(dtype);
  }
};

// Coordinates around and far outside the image, in no order; many of them whole numbers.
CoordBlock ScatteredCoords(const Shape& shape, uint64_t seed) {
  Random random(seed);
  const auto scatter = [&](int64_t size, int32_t* index, float* fraction) {
    const int n = static_cast<int>(size);
    *index = random.Below(3 * n + 4) - n - 2;
    if (random.Below(20) == 0) *index = random.Below(1 << 30) - (1 << 29);
    *fraction = random.Below(3) == 0 ? 0.0f : random.Below(4) == 0 ? 0.5f : random.Between(0, 1);
  };
  CoordBlock block;
  for (int j = 0; j < kCoordBlock; ++j) {
    scatter(shape.width, &block.x[j], &block.fx[j]);
    scatter(shape.height, &block.y[j], &block.fy[j]);
    if (random.Below(30) == 0) block.x[j] = block.y[j] = kOutside;
  }
  return block;
}

// A row of a rotated, scaled image: a run inside with both ends outside, or all inside.
BlockStart AffineStart(const Shape& shape, uint64_t seed) {
  Random random(seed);
  Matrix3 map;
  const float size = static_cast<float>(shape.width);
  map.m[0] = size / 100.0f * random.Between(0.5f, 1.6f);
  map.m[1] = map.m[3] = random.Between(-0.02f, 0.02f);
  map.m[2] = random.Between(-0.3f, 0.1f) * size;
  map.m[5] = random.Between(0, 1) * static_cast<float>(shape.height) - 0.5f;
  return StartBlock(map, 0, 0);
}

CoordBlock AffineRow(const Shape& shape, uint64_t seed) {
  CoordBlock block;
  AffineCoords(AffineStart(shape, seed), kCoordBlock, &block);
  return block;
}

// The scalar samples of a run, as CoordBlocks hold it.
struct AffineSamples {
  std::vector<float> floats;
  std::vector<uint8_t> bytes;

  AffineSamples(const ConstImage& image, const BlockStart& start, int count,
                Interpolation interpolation, FillMode fill_mode)
      : floats(static_cast<size_t>(count * image.shape.channels)), bytes(floats.size()) {
    for (int j = 0; j < count; j += kCoordBlock) {
      const int part = std::min(count - j, kCoordBlock);
      const int64_t at = j * image.shape.channels;
      CoordBlock coords;
      AffineCoords(Advanced(start, j), part, &coords);
      Scalar().sample(image, coords, part, interpolation, fill_mode, 7.25f, floats.data() + at);
      if (image.dtype != DType::kUint8) continue;
      RoundToByteCoords(part, &coords);
      Scalar().sample_bytes(image, coords, part, fill_mode, 7, bytes.data() + at);
    }
  }
};

void CompareAffine(const Picture& picture, const BlockStart& start, int count,
                   Interpolation interpolation, FillMode fill_mode) {
  const AffineSamples expected(picture.image, start, count, interpolation, fill_mode);
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> actual(expected.floats.size());
    kernels.sample_affine(picture.image, {&start, 1, count, 0}, interpolation, fill_mode, 7.25f,
                          actual.data());
    CHECK(SameBits(actual, expected.floats));
    if (picture.image.dtype != DType::kUint8) return;
    std::vector<uint8_t> actual_bytes(expected.bytes.size());
    kernels.sample_affine_bytes(picture.image, {&start, 1, count, 0}, fill_mode, 7,
                                actual_bytes.data());
    CHECK(actual_bytes == expected.bytes);
  });
}

// Five rows in one call against a call for each; what lies between their results is left alone.
void CompareRows(const Picture& picture, const Matrix3& map, int count, Interpolation interpolation,
                 FillMode fill_mode) {
  constexpr int kRows = 5, kGap = 7;
  const int64_t row_values = count * picture.image.shape.channels, stride = row_values + kGap;
  std::vector<BlockStart> starts;
  for (int y = 0; y < kRows; ++y) starts.push_back(StartBlock(map, 3, y));
  const AffineRows all = {starts.data(), kRows, count, stride};
  const auto compare = [&](auto filled, const auto& sample) {
    std::vector<decltype(filled)> expected(static_cast<size_t>(kRows * stride), filled);
    auto actual = expected;
    for (int y = 0; y < kRows; ++y) {
      const AffineRows one = {&starts[static_cast<size_t>(y)], 1, count, 0};
      std::vector<decltype(filled)> row(static_cast<size_t>(row_values));
      sample(one, row.data());
      std::copy(row.begin(), row.end(), expected.begin() + y * stride);
    }
    sample(all, actual.data());
    CHECK(std::memcmp(actual.data(), expected.data(), actual.size() * sizeof(filled)) == 0);
  };
  ForEachTarget([&](const KernelTable& kernels) {
    compare(-3.5f, [&](const AffineRows& rows, float* out) {
      kernels.sample_affine(picture.image, rows, interpolation, fill_mode, 7.25f, out);
    });
    if (picture.image.dtype != DType::kUint8) return;
    compare(uint8_t{201}, [&](const AffineRows& rows, uint8_t* out) {
      kernels.sample_affine_bytes(picture.image, rows, fill_mode, 7, out);
    });
  });
}

void CompareTargets(const Picture& picture, const CoordBlock& coords, int count,
                    Interpolation interpolation, FillMode fill_mode) {
  const auto size = static_cast<size_t>(count * picture.image.shape.channels);
  std::vector<float> expected(size);
  Scalar().sample(picture.image, coords, count, interpolation, fill_mode, 7.25f, expected.data());
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> actual(size);
    kernels.sample(picture.image, coords, count, interpolation, fill_mode, 7.25f, actual.data());
    CHECK(SameBits(actual, expected));
  });
}

void CompareShape(Shape shape, DType dtype, int64_t gap_bytes, uint64_t seed) {
  const Picture picture(shape, dtype, gap_bytes, seed);
  const CoordBlock scattered = ScatteredCoords(shape, seed);
  const CoordBlock affine = AffineRow(shape, seed);
  for (Interpolation interpolation : {Interpolation::kNearest, Interpolation::kBilinear}) {
    for (FillMode fill_mode : kFillModes) {
      CompareTargets(picture, scattered, 19, interpolation, fill_mode);
      CompareTargets(picture, scattered, kCoordBlock, interpolation, fill_mode);
      CompareTargets(picture, affine, kCoordBlock, interpolation, fill_mode);
      for (const int count : {1, 5, 33, 96, kCoordBlock, kAffineBlock - 55, kAffineBlock})
        CompareAffine(picture, AffineStart(shape, seed), count, interpolation, fill_mode);
    }
  }
}

TEST(SampleSameBits) {
  uint64_t seed = 1;
  for (DType dtype : kDTypes) {
    for (int64_t channels : {1, 2, 3, 4, 5, 9}) {
      for (int64_t gap_bytes : {0, 20}) {
        CompareShape({1, 1, channels}, dtype, gap_bytes, ++seed);
        CompareShape({2, 2, channels}, dtype, gap_bytes, ++seed);
        CompareShape({3, 1, channels}, dtype, gap_bytes, ++seed);
        CompareShape({1, 5, channels}, dtype, gap_bytes, ++seed);
        CompareShape({13, 70, channels}, dtype, gap_bytes, ++seed);
      }
    }
  }
}

TEST(SampleSameBitsForEveryRunLength) {
  const Shape shape = {4, 200, 3};
  for (DType dtype : kDTypes) {
    for (int64_t channels : {1, 3, 4}) {
      const Picture picture({shape.height, shape.width, channels}, dtype, 0, 5);
      Matrix3 map;
      map.m[2] = 1.25;
      map.m[5] = 1.5;
      CoordBlock coords;
      AffineCoords(StartBlock(map, 0, 0), kCoordBlock, &coords);
      for (int count = 1; count <= 35; ++count) {
        CompareTargets(picture, coords, count, Interpolation::kBilinear, FillMode::kReflect);
        CompareTargets(picture, coords, count, Interpolation::kNearest, FillMode::kReflect);
      }
    }
  }
}

// Maps of any size, far away and with steps that skip the image: only where they read matters here.
TEST(AnyAffineMapSameBits) {
  Random random(1);
  for (int trial = 0; trial < 300; ++trial) {
    Matrix3 map;
    for (int i = 0; i < 6; ++i) map.m[i] = random.Between(-3, 3);
    if (trial % 3 == 0) map.m[0] = map.m[4] = 1;
    if (trial % 5 == 0) map.m[2] = random.Between(-1e9f, 1e9f);
    if (trial % 7 == 0) map.m[0] = random.Between(-1e7f, 1e7f);
    if (trial % 11 == 0) map.m[3] = random.Between(-1e-8f, 1e-8f);
    const DType dtype = trial % 2 == 0 ? DType::kUint8 : DType::kFloat32;
    const Picture picture({1 + random.Below(300), 1 + random.Below(300), 3}, dtype, 0, 1);
    const int x = random.Below(2) * kAffineBlock;
    const BlockStart start = StartBlock(map, x, random.Below(300));
    CompareAffine(picture, start, 1 + random.Below(kAffineBlock), Interpolation::kBilinear,
                  kFillModes[trial % 4]);
  }
}

// Borders that a row crosses in as many pixels as are sampled together there, and in more or fewer.
TEST(SlowlyCrossedBordersSameBits) {
  Random random(4);
  for (int trial = 0; trial < 400; ++trial) {
    const DType dtype = trial % 2 == 0 ? DType::kUint8 : DType::kFloat32;
    const Picture picture({9, 11, 3 + random.Below(2)}, dtype, 0, static_cast<uint64_t>(trial));
    const double step = 1.0 / (1 + random.Below(12));
    const Matrix3 map = {{step, 0, -1.5 - random.Between(0, 4), step * random.Between(-1, 1), 1,
                          random.Between(-1, 9), 0, 0, 1}};
    CompareAffine(picture, StartBlock(map, 0, 0), 30 + random.Below(kAffineBlock - 30),
                  Interpolation::kBilinear, kFillModes[trial / 2 % 4]);
  }
}

// Small images turned about a point in them: every side, every corner and both sides at once.
TEST(TurnedBordersSameBits) {
  Random random(2);
  for (int trial = 0; trial < 2000; ++trial) {
    const Shape shape = {1 + random.Below(30), 1 + random.Below(40), 3 + random.Below(2)};
    const DType dtype = trial % 2 == 0 ? DType::kUint8 : kDTypes[random.Below(4)];
    const int64_t gap_bytes = trial % 3 == 0 ? 8 : 0;
    const Picture picture(shape, dtype, gap_bytes, static_cast<uint64_t>(trial));
    const double angle = static_cast<double>(random.Between(-3.2f, 3.2f));
    const double scale = static_cast<double>(random.Between(0.1f, 1.5f));
    // Half of them meet pixels exactly.
    const double turn = trial % 4 < 2 ? std::round(angle) * std::acos(0.0) : angle;
    const double cosine = scale * std::cos(turn), sine = scale * std::sin(turn);
    const double half_width = static_cast<double>(shape.width) / 2;
    const Matrix3 map = {{cosine, -sine, half_width - 20 * cosine, sine, cosine,
                          static_cast<double>(random.Below(60)) / 2 - 20 * sine, 0, 0, 1}};
    const FillMode fill_mode = kFillModes[trial / 4 % 4];
    CompareAffine(picture, StartBlock(map, random.Below(5), 0), 1 + random.Below(60),
                  Interpolation::kBilinear, fill_mode);
    CompareRows(picture, map, 1 + random.Below(60), Interpolation::kBilinear, fill_mode);
  }
}

TEST(RowsOfOneCallSameBits) {
  Random random(3);
  for (DType dtype : kDTypes) {
    for (int64_t channels : {1, 2, 3, 4, 5}) {
      for (FillMode fill_mode : kFillModes) {
        const Picture picture({20, 30, channels}, dtype, 0, 6);
        const Matrix3 map = {{0.9, random.Between(-0.5f, 0.5f), -2, 0.2, 0.8, 1.5, 0, 0, 1}};
        for (const int count : {1, 17, 40, 150}) {
          CompareRows(picture, map, count, Interpolation::kBilinear, fill_mode);
          CompareRows(picture, map, count, Interpolation::kNearest, fill_mode);
        }
      }
    }
  }
}

}  // namespace
}  // namespace imagepipeline::test
