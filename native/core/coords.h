// Source coordinates of a run of output pixels, split into an integer and a fraction in [0, 1).
//
// This is the one definition of where an output pixel reads. The reference executor calls it
// directly; the SIMD kernels step from pixel to pixel and must give the same bits, which is easy in
// integers: a coordinate is a whole number of 1/2^32 pixels. A row is cut into blocks of
// kAffineBlock pixels; a block's start is computed in double, so that the rounding of the step adds
// up to less than 2^-25 pixels however wide the image.
#ifndef IMAGEPIPELINE_CORE_COORDS_H_
#define IMAGEPIPELINE_CORE_COORDS_H_

#include <cmath>
#include <cstdint>

#include "core/border.h"
#include "core/host_device.h"
#include "core/matrix.h"

namespace imagepipeline {

// Pixels whose coordinates are kept in memory together.
constexpr int kCoordBlock = 128;
// Entries behind a block's weights that vectors of weights may read.
constexpr int kCoordSpare = 16;
// Coordinates are clamped to +-2^30 and steps to +-2^20: beyond any image, inside int32 after a
// block's steps.
constexpr double kCoordLimit = 0x1p30;
constexpr double kStepLimit = 0x1p20;

// Structure of arrays for one block. index == kOutside marks a sample that reads the fill value.
struct CoordBlock {
  alignas(64) int32_t x[kCoordBlock];
  alignas(64) int32_t y[kCoordBlock];
  alignas(64) float fx[kCoordBlock + kCoordSpare];
  alignas(64) float fy[kCoordBlock + kCoordSpare];
};

// Pixels of a row that one AxisStart serves, from a multiple of it on.
constexpr int kAffineBlock = 256;
static_assert(kAffineBlock % kCoordBlock == 0);

// Coordinates in integers are multiples of 1/2^32 pixels.
constexpr int64_t kCoordUnit = int64_t{1} << 32;

// One axis of an affine run: the coordinate of pixel j is at + step * j.
struct AxisStart {
  int64_t at = 0;
  int64_t step = 0;
};

// `v` in 1/2^32 pixels, at most `limit` pixels from 0.
IMAGEPIPELINE_HD inline int64_t FixedCoord(double v, double limit) {
  // Written so that a NaN lands on the limit too.
  const double clamped = !(v >= -limit) ? -limit : v > limit ? limit : v;
  const double scaled = clamped * static_cast<double>(kCoordUnit);
  return static_cast<int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

// Start of the run that begins at output pixel (x, y), for both axes.
struct BlockStart {
  AxisStart x;
  AxisStart y;
};

// The same run from its pixel j on.
IMAGEPIPELINE_HD inline BlockStart Advanced(const BlockStart& start, int64_t j) {
  return {{start.x.at + start.x.step * j, start.x.step},
          {start.y.at + start.y.step * j, start.y.step}};
}

// The same run with `more` added to both axes.
IMAGEPIPELINE_HD inline BlockStart Raised(const BlockStart& start, int64_t more) {
  return {{start.x.at + more, start.x.step}, {start.y.at + more, start.y.step}};
}

// Runs of `count` <= kAffineBlock pixels below each other. Those of all `rows` have the same steps,
// and their results lie `stride` values apart.
struct AffineRows {
  const BlockStart* starts;
  int rows;
  int count;
  int64_t stride;
};

// Where the runs from column x on start. `map` is affine with finite entries; a run ends before the
// next multiple of kAffineBlock.
class BlockStarts {
 public:
  IMAGEPIPELINE_HD BlockStarts(const Matrix3& map, int64_t x)
      : map_(map),
        begin_(x / kAffineBlock * kAffineBlock),
        skipped_(x - begin_),
        x_step_(FixedCoord(map.m[0], kStepLimit)),
        y_step_(FixedCoord(map.m[3], kStepLimit)) {}

  IMAGEPIPELINE_HD BlockStart At(int64_t y) const {
    const double dx = static_cast<double>(begin_), dy = static_cast<double>(y);
    const double* m = map_.m;
    const BlockStart block = {{FixedCoord(m[0] * dx + (m[1] * dy + m[2]), kCoordLimit), x_step_},
                              {FixedCoord(m[3] * dx + (m[4] * dy + m[5]), kCoordLimit), y_step_}};
    return Advanced(block, skipped_);
  }

 private:
  const Matrix3& map_;
  int64_t begin_, skipped_;
  int64_t x_step_, y_step_;
};

// The one of row y.
IMAGEPIPELINE_HD inline BlockStart StartBlock(const Matrix3& map, int64_t x, int64_t y) {
  return BlockStarts(map, x).At(y);
}

// Half a unit of a fraction, which has 24 bits.
constexpr int64_t kFractionHalf = 1 << 7;

// The nearest coordinate of which the fraction is a float32.
IMAGEPIPELINE_HD inline void SplitCoord(int64_t at, int32_t* index, float* fraction) {
  const int64_t rounded = at + kFractionHalf;
  *index = static_cast<int32_t>(rounded >> 32);
  *fraction = static_cast<float>(static_cast<uint32_t>(rounded) >> 8) * 0x1p-24f;
}

// Where one output pixel reads: integer and fraction of each axis.
struct Coord {
  int32_t x = kOutside;
  int32_t y = kOutside;
  float fx = 0;
  float fy = 0;
};

inline void SetCoord(const Coord& coord, int j, CoordBlock* out) {
  out->x[j] = coord.x;
  out->y[j] = coord.y;
  out->fx[j] = coord.fx;
  out->fy[j] = coord.fy;
}

// Pixel j of the run at `start`.
IMAGEPIPELINE_HD inline Coord AffineCoord(const BlockStart& start, int j) {
  Coord coord;
  SplitCoord(start.x.at + start.x.step * j, &coord.x, &coord.fx);
  SplitCoord(start.y.at + start.y.step * j, &coord.y, &coord.fy);
  return coord;
}

// Affine coordinates of `count` <= kCoordBlock pixels from `start`.
inline void AffineCoords(const BlockStart& start, int count, CoordBlock* out) {
  for (int j = 0; j < count; ++j) SetCoord(AffineCoord(start, j), j, out);
}

// Output pixel (x, y) through a projective map, in double. A zero denominator or a NaN is outside.
IMAGEPIPELINE_HD inline Coord ProjectiveCoord(const Matrix3& map, int64_t x, int64_t y) {
  const double* m = map.m;
  const double px = static_cast<double>(x), py = static_cast<double>(y);
  const double k = m[6] * px + m[7] * py + m[8];
  const double in_x = (m[0] * px + m[1] * py + m[2]) / k;
  const double in_y = (m[3] * px + m[4] * py + m[5]) / k;
  Coord coord;
  if (k == 0 || std::isnan(in_x) || std::isnan(in_y)) return coord;
  SplitCoord(FixedCoord(in_x, kCoordLimit), &coord.x, &coord.fx);
  SplitCoord(FixedCoord(in_y, kCoordLimit), &coord.y, &coord.fy);
  return coord;
}

// Projective coordinates of `count` pixels from output pixel (x, y).
inline void ProjectiveCoords(const Matrix3& map, int64_t x, int64_t y, int count, CoordBlock* out) {
  for (int j = 0; j < count; ++j) SetCoord(ProjectiveCoord(map, x + j, y), j, out);
}

// Of a fraction, the nearest multiple of 1/65536 in units of that; 65536 is the next pixel.
IMAGEPIPELINE_HD inline int32_t ByteFraction(float fraction) {
  // In halves of such units, which are exact up to where they are cut.
  return (static_cast<int32_t>(fraction * 131072.0f) + 1) >> 1;
}

// Where samples of bytes that become bytes read: the fractions are rounded to 1/65536 pixel.
IMAGEPIPELINE_HD inline Coord ByteCoord(const Coord& at) {
  const int32_t fx = ByteFraction(at.fx), fy = ByteFraction(at.fy);
  return {at.x + (fx >> 16), at.y + (fy >> 16), static_cast<float>(fx & 0xFFFF) * 0x1p-16f,
          static_cast<float>(fy & 0xFFFF) * 0x1p-16f};
}

inline void RoundToByteCoords(int count, CoordBlock* coords) {
  for (int j = 0; j < count; ++j)
    SetCoord(ByteCoord({coords->x[j], coords->y[j], coords->fx[j], coords->fy[j]}), j, coords);
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_COORDS_H_
