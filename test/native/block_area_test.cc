// What a block of a result reads, tap by tap.
#include "runtime/block_area.h"

#include <cmath>

#include "check.h"
#include "kernels_support.h"
#include "runtime/cache_sets.h"

namespace imagepipeline::test {
namespace {

struct Reads {
  int64_t inside = 0, outside = 0, missed = 0;
};

// Counts the taps of a block: columns and rows of the source from the pixel before a coordinate to
// the one behind it.
Reads CountReads(const Matrix3& map, const Shape& source, const Block& block,
                 const BlockArea& area) {
  Reads reads;
  for (int64_t v = block.y; v < block.y + block.height; ++v) {
    for (int64_t u = block.x; u < block.x + block.width; ++u) {
      const double* m = map.m;
      const auto fu = static_cast<double>(u), fv = static_cast<double>(v);
      const auto x = static_cast<int64_t>(std::floor(m[0] * fu + m[1] * fv + m[2]));
      const auto y = static_cast<int64_t>(std::floor(m[3] * fu + m[4] * fv + m[5]));
      for (int tap = 0; tap < 4; ++tap) {
        const int64_t tx = x + tap % 2, ty = y + tap / 2;
        if (tx < 0 || ty < 0 || tx >= source.width || ty >= source.height) {
          ++reads.outside;
          continue;
        }
        ++reads.inside;
        const ColumnRange columns = area.Columns(ty);
        const bool has_row = ty >= area.top() && ty < area.bottom();
        if (!has_row || tx < columns.begin || tx >= columns.end) ++reads.missed;
      }
    }
  }
  return reads;
}

TEST(BlockAreaHoldsAllTaps) {
  Random random(11);
  int64_t inside = 0;
  for (int trial = 0; trial < 600; ++trial) {
    const double angle = trial % 5 == 0 ? trial / 5 % 4 * std::acos(0.0)
                                        : static_cast<double>(random.Between(-3.2f, 3.2f));
    const double zoom = static_cast<double>(random.Between(0.2f, 3));
    const double shear = trial % 3 == 0 ? static_cast<double>(random.Between(-1, 1)) : 0;
    const Shape source = {1 + random.Below(90), 1 + random.Below(90), 3};
    const Block block = {random.Below(60), random.Below(60), 1 + random.Below(40),
                         1 + random.Below(40)};
    Matrix3 map = {{zoom * std::cos(angle), shear - zoom * std::sin(angle), 0,
                    zoom * std::sin(angle), zoom * std::cos(angle), 0, 0, 0, 1}};
    // Its middle lies somewhere in the source.
    const auto u = static_cast<double>(block.x) + 10, v = static_cast<double>(block.y) + 10;
    map.m[2] = random.Below(static_cast<int>(source.width)) - map.m[0] * u - map.m[1] * v;
    map.m[5] = random.Below(static_cast<int>(source.height)) - map.m[3] * u - map.m[4] * v;
    const BlockArea area(map, source, block);
    const Reads reads = CountReads(map, source, block, area);
    CHECK_EQ(reads.missed, int64_t{0});
    CHECK(area.reaches_out() || reads.outside == 0);
    inside += reads.inside;
  }
  CHECK(inside > 100000);
}

TEST(BlockAreaOfATurnIsNarrow) {
  // A quarter turn of 20 x 10 pixels reads 20 rows of 10, two taps each, and a pixel around.
  const Matrix3 quarter = {{0, 1, 30, 1, 0, 40, 0, 0, 1}};
  const BlockArea area(quarter, {200, 200, 3}, {0, 0, 20, 10});
  CHECK_EQ(area.top(), int64_t{39});
  CHECK_EQ(area.bottom(), int64_t{62});
  CHECK_EQ(area.left(), int64_t{29});
  CHECK_EQ(area.width(), int64_t{13});
  CHECK(!area.reaches_out());
  // Turned by an eighth, a row of the area is a part of its width.
  const double half = std::sqrt(0.5);
  const Matrix3 eighth = {{half, -half, 100, half, half, 20, 0, 0, 1}};
  const BlockArea tilted(eighth, {200, 200, 3}, {0, 0, 64, 64});
  const ColumnRange first = tilted.Columns(tilted.top() + 3);
  CHECK(tilted.width() > 90);
  CHECK(first.end - first.begin < 20);
}

TEST(BlockAreaBesideTheImageIsEmpty) {
  const Matrix3 beside = {{1, 0, 500, 0.1, 1, 0, 0, 0, 1}};
  CHECK(BlockArea(beside, {100, 100, 3}, {0, 0, 20, 20}).empty());
  // Nor does anything happen where numbers do not fit.
  const Matrix3 far = {{1e300, -1e300, 1e308, 1e300, 1e300, -1e308, 0, 0, 1}};
  const BlockArea area(far, {100, 100, 3}, {0, 0, 300, 300});
  CHECK(area.top() >= 0 && area.bottom() <= 100 && area.left() >= 0 && area.width() <= 100);
}

TEST(RowsShareSetsOfTheCache) {
  const Matrix3 quarter = {{0, -1, 1023, 1, 0, 0, 0, 0, 1}};
  CHECK(RowsShareSets(quarter, 1024 * 12, 12));
  CHECK(RowsShareSets(quarter, 512 * 12, 12));
  CHECK(!RowsShareSets(quarter, 1000 * 12, 12));
  const double half = std::sqrt(0.5);
  CHECK(!RowsShareSets({{half, -half, 0, half, half, 0, 0, 0, 1}}, 1024 * 12, 12));
  CHECK(!RowsShareSets(Matrix3(), 1024 * 12, 12));
}

}  // namespace
}  // namespace imagepipeline::test
