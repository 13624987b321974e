// Separable resizes of uint8 that become uint8 again, in integers: weights in 1/16384, a row
// between the two halves in 1/128. Within 0.52 of the exact value. One definition for all fast
// paths.
#ifndef IMAGEPIPELINE_KERNELS_BYTE_AXIS_H_
#define IMAGEPIPELINE_KERNELS_BYTE_AXIS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/aligned_vector.h"
#include "core/host_device.h"

namespace imagepipeline {

constexpr int32_t kByteAxisUnit = 1 << 14;
// Fractional bits that a sum loses on its way to the row between, and on its way to a byte; and
// half a unit of each.
constexpr int32_t kBetweenBits = 7, kBetweenHalf = 1 << (kBetweenBits - 1);
constexpr int32_t kByteSumBits = 21, kByteSumHalf = 1 << (kByteSumBits - 1);

// One axis. Output i is the sum over t < taps of weights[i * taps + t] * input[first[i] + t]; all
// of these lie inside the input. `taps` is even and `first` never falls; weights are not negative
// and add up to kByteAxisUnit.
struct ByteAxis {
  int64_t input_size = 0;
  int64_t output_size = 0;
  int64_t taps = 0;
  std::vector<int32_t> first;
  std::vector<int16_t> weights;
};

// How a target takes neighbouring results of a row together: `strip` of them, whose taps it picks
// out of windows of `window` bytes each. A window serves window / 2 results of two taps, and half
// as many of more; each pair of taps has windows of its own. Where the form `widens`, windows may
// have twice the width, and one serves all taps. A strip of 0: not at all.
struct StripForm {
  int64_t strip = 0;
  int64_t window = 0;
  bool widens = false;

  bool operator==(const StripForm&) const = default;
};

// The columns of a resize in strips; the last one ends with the row, so it may begin inside the one
// before it. No strips: the resize cannot be done so.
//
// For two taps `places` has per strip and value the byte of the nearer tap in its window, and in
// its upper half that of the other one; `weights` has -4 times the weight of the latter.
//
// For more taps `places` has per strip and pair of taps two bytes a value, with kNoPlace in their
// upper halves, and `weights` the two weights.
struct BytePicks {
  static constexpr uint16_t kNoPlace = 0x8000;

  int64_t values = 0;  // of a row
  size_t strips = 0;
  size_t pairs = 0;
  bool wide = false;           // whether windows have twice the width
  std::vector<int32_t> begin;  // per strip, pair and window: a byte of the row
  // From an address that suits vectors.
  AlignedVector<uint16_t> places;
  AlignedVector<int16_t> weights;
};

// How a row of results is mixed of two rows between, a and b, in 1/65536 of an entry:
// near * 65536 + factor * (a - b), where `near` is b if `second` is -1 and a if it is 0.
struct RowMix {
  int16_t factor;
  int16_t second;
};

// A strip of result rows [begin, end) of a resize; rows of `out`, which is where the first of them
// begins, are dense. `in` is the row 0 that `rows` counts from. `mixes` has an entry per result row
// where `rows` has two taps.
struct ByteBand {
  const uint8_t* in;
  int64_t stride_bytes;
  const BytePicks* picks;
  const ByteAxis* rows;
  const RowMix* mixes;
  int64_t begin, end;
  uint8_t* out;
  size_t strip;
};

// More taps of a row of results are not taken in strips.
constexpr int64_t kMaxStripTaps = 32;

// A sum of weighted bytes as an entry of the row between: never more than 255 * 128.
IMAGEPIPELINE_HD inline int16_t BetweenHalves(int32_t sum) {
  return static_cast<int16_t>((sum + kBetweenHalf) >> kBetweenBits);
}

// A sum of weighted entries as a byte; halves go to the even one.
IMAGEPIPELINE_HD inline uint8_t RoundedByte(int32_t sum) {
  const int32_t odd = (sum >> kByteSumBits) & 1;
  return static_cast<uint8_t>((sum + odd + (kByteSumHalf - 1)) >> kByteSumBits);
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_BYTE_AXIS_H_
