// Tiles of matrix products: hand-worked values, one order of summation, and the same bits on every
// target.
#include <algorithm>

#include "kernels_support.h"

namespace imagepipeline::test {
namespace {

constexpr size_t kFloatTile = kTileRows * kTileFloats;
constexpr size_t kDoubleTile = kTileRows * kTileDoubles;

// a[k][i] = i + 1 for k = 0 and 10 (i + 1) for k = 1, b[k][j] = j + 2 k, and 1000 to start from:
// 1000 + (i + 1) (j + 10 (j + 2)) = 1000 + (i + 1) (11 j + 20).
template <typename T, size_t kColumns, typename Multiply>
void CheckTwoDeep(const Multiply& multiply) {
  std::vector<T> a, b, tile(kTileRows * kColumns, 1000);
  for (size_t k = 0; k < 2; ++k) {
    for (size_t i = 0; i < kTileRows; ++i) a.push_back(static_cast<T>((i + 1) * (k == 0 ? 1 : 10)));
    for (size_t j = 0; j < kColumns; ++j) b.push_back(static_cast<T>(j + 2 * k));
  }
  multiply(2, a.data(), b.data(), tile.data());
  for (size_t i = 0; i < kTileRows; ++i) {
    for (size_t j = 0; j < kColumns; ++j)
      CHECK_EQ(tile[i * kColumns + j], static_cast<T>(1000 + (i + 1) * (11 * j + 20)));
  }
}

TEST(MultiplyByHand) {
  ForEachTarget([](const KernelTable& kernels) {
    CheckTwoDeep<float, kTileFloats>(kernels.multiply_floats);
    CheckTwoDeep<double, kTileDoubles>(kernels.multiply_doubles);
  });
}

TEST(MultiplyOfNoDepthChangesNothing) {
  ForEachTarget([](const KernelTable& kernels) {
    std::vector<float> floats(kFloatTile, 3);
    std::vector<double> doubles(kDoubleTile, 4);
    std::vector<int32_t> ints(kFloatTile, 5);
    kernels.multiply_floats(0, nullptr, nullptr, floats.data());
    kernels.multiply_doubles(0, nullptr, nullptr, doubles.data());
    kernels.multiply_bytes(0, nullptr, nullptr, ints.data());
    for (const float v : floats) CHECK_EQ(v, 3.0f);
    for (const double v : doubles) CHECK_EQ(v, 4.0);
    for (const int32_t v : ints) CHECK_EQ(v, 5);
  });
}

TEST(MultiplyIsNotFused) {
  // (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24, rounded before it is added to -(1 + 2^-11).
  const std::vector<float> a(kTileRows, 1 + 0x1p-12f), b(kTileFloats, 1 + 0x1p-12f);
  const std::vector<double> da(kTileRows, 1 + 0x1p-27), db(kTileDoubles, 1 + 0x1p-27);
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> floats(kFloatTile, -(1 + 0x1p-11f));
    kernels.multiply_floats(1, a.data(), b.data(), floats.data());
    for (const float v : floats) CHECK_EQ(v, 0.0f);
    std::vector<double> doubles(kDoubleTile, -(1 + 0x1p-26));
    kernels.multiply_doubles(1, da.data(), db.data(), doubles.data());
    for (const double v : doubles) CHECK_EQ(v, 0.0);
  });
}

TEST(MultiplyAddsInTheOrderOfK) {
  // 2^24 + 1 is 2^24, twice; the other way round it would be 2^24 + 2.
  std::vector<float> a(3 * kTileRows, 1), b(3 * kTileFloats, 1);
  std::fill(b.begin(), b.begin() + kTileFloats, 0x1p24f);
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<float> tile(kFloatTile);
    kernels.multiply_floats(3, a.data(), b.data(), tile.data());
    for (const float v : tile) CHECK_EQ(v, 0x1p24f);
  });
}

TEST(MultiplyBytesByHand) {
  // Quad 0: a = (1, 2, 3, 4) times i + 1, b - 128 = (j, 1, -1, -128); quad 1: a = (0, 0, 0, 10),
  // b - 128 = 127. So -7 + (i + 1) (j + 2 - 3 - 512) + 1270.
  std::vector<uint8_t> a, b;
  for (int i = 1; i <= 8; ++i) {
    for (int q = 1; q <= 4; ++q) a.push_back(static_cast<uint8_t>(q * i));
  }
  for (int i = 1; i <= 8; ++i) a.insert(a.end(), {0, 0, 0, 10});
  for (int j = 0; j < 48; ++j) b.insert(b.end(), {static_cast<uint8_t>(128 + j), 129, 127, 0});
  for (int j = 0; j < 48; ++j) b.insert(b.end(), {255, 255, 255, 255});
  ForEachTarget([&](const KernelTable& kernels) {
    std::vector<int32_t> tile(kFloatTile, -7);
    kernels.multiply_bytes(2, a.data(), b.data(), tile.data());
    for (int i = 0; i < 8; ++i) {
      for (int j = 0; j < 48; ++j)
        CHECK_EQ(tile[static_cast<size_t>(i * 48 + j)], 1263 + (i + 1) * (j - 513));
    }
  });
}

// The deepest product that is promised to fit: 65,792 = 4 x 16,448.
TEST(MultiplyBytesAtTheLimitOfInt32) {
  constexpr size_t kQuads = 16448;
  struct Case {
    uint8_t a, b;
    int32_t expected;
  };
  const Case cases[] = {{255, 255, 2130673920},  // 65,792 x 255 x 127
                        {255, 0, -2147450880},   // 65,792 x 255 x -128
                        {255, 128, 0},
                        {0, 0, 0},
                        {1, 255, 8355584}};  // 65,792 x 127
  for (const Case& c : cases) {
    const std::vector<uint8_t> a(kQuads * kTileRows * 4, c.a), b(kQuads * kTileFloats * 4, c.b);
    ForEachTarget([&](const KernelTable& kernels) {
      std::vector<int32_t> tile(kFloatTile);
      kernels.multiply_bytes(kQuads, a.data(), b.data(), tile.data());
      for (const int32_t v : tile) CHECK_EQ(v, c.expected);
    });
  }
}

bool SameDoubleBits(const std::vector<double>& a, const std::vector<double>& b) {
  for (size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) && std::isnan(b[i])) continue;
    if (std::memcmp(&a[i], &b[i], sizeof(double)) != 0) return false;
  }
  return a.size() == b.size();
}

// Awkward values only now and then: a sum that is NaN hides a wrong order.
std::vector<float> TileInput(size_t count, uint64_t seed) {
  if (seed % 3 == 2) return AwkwardFloats(count, seed);
  Random random(seed);
  std::vector<float> values(count);
  for (float& v : values) v = random.Between(-1, 3);
  if (count > 0 && seed % 3 == 1)
    values[static_cast<size_t>(random.Below(static_cast<int>(count)))] = random.Awkward();
  return values;
}

TEST(MultiplyFloatsSameBits) {
  for (const size_t depth : {1, 2, 3, 17, 64}) {
    for (uint64_t seed = 0; seed < 6; ++seed) {
      const auto a = TileInput(depth * kTileRows, seed),
                 b = TileInput(depth * kTileFloats, 9 + seed);
      const auto start = TileInput(kFloatTile, 18 + seed);
      std::vector<float> expected = start;
      Scalar().multiply_floats(depth, a.data(), b.data(), expected.data());
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<float> actual = start;
        kernels.multiply_floats(depth, a.data(), b.data(), actual.data());
        CHECK(SameBits(actual, expected));
      });
    }
  }
}

TEST(MultiplyDoublesSameBits) {
  for (const size_t depth : {1, 2, 3, 17, 64}) {
    for (uint64_t seed = 0; seed < 6; ++seed) {
      const auto fa = TileInput(depth * kTileRows, seed);
      const auto fb = TileInput(depth * kTileDoubles, 9 + seed);
      std::vector<double> a(fa.begin(), fa.end()), b(fb.begin(), fb.end());
      for (double& v : a) v /= 3;
      for (double& v : b) v /= 7;
      std::vector<double> expected(kDoubleTile, 0.1);
      Scalar().multiply_doubles(depth, a.data(), b.data(), expected.data());
      ForEachTarget([&](const KernelTable& kernels) {
        std::vector<double> actual(kDoubleTile, 0.1);
        kernels.multiply_doubles(depth, a.data(), b.data(), actual.data());
        CHECK(SameDoubleBits(actual, expected));
      });
    }
  }
}

TEST(MultiplyBytesSameSums) {
  for (const size_t quads : {1, 2, 5, 32, 100}) {
    // At odd addresses, ending where the allocations end.
    RawValues a(quads * kTileRows * 4, DType::kUint8, quads);
    RawValues b(quads * kTileFloats * 4, DType::kUint8, quads + 1000);
    std::vector<int32_t> expected(kFloatTile, -12345);
    Scalar().multiply_bytes(quads, a.data(), b.data(), expected.data());
    ForEachTarget([&](const KernelTable& kernels) {
      std::vector<int32_t> actual(kFloatTile, -12345);
      kernels.multiply_bytes(quads, a.data(), b.data(), actual.data());
      CHECK(actual == expected);
    });
  }
}

}  // namespace
}  // namespace imagepipeline::test
