// Separable resizes of uint8 that become uint8 again, in integers: weights in 1/16384, a row
// between the two halves in 1/128. Within 0.52 of the exact value. One definition for all fast
// paths.
#ifndef IMAGEPIPELINE_KERNELS_BYTE_AXIS_H_
#define IMAGEPIPELINE_KERNELS_BYTE_AXIS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

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

// What a vector of kPickedValues neighbouring results of a row reads: bytes [begin, begin + count)
// of the input row. For each pair of taps, `places` has four bytes per result: where the two taps
// are, counted from `begin`, each with one unused byte behind it; `weights` has their two weights.
// Empty where a vector would read more than kMaxBytes.
struct BytePicks {
  static constexpr size_t kValues = 16;
  static constexpr int32_t kMaxBytes = 128;

  size_t pairs = 0;
  bool wide = false;                  // whether any of them reads more than 64 bytes
  std::vector<int32_t> begin, count;  // per vector
  std::vector<uint8_t> places;        // per vector and pair: kValues * 4
  std::vector<int16_t> weights;       // per vector and pair: kValues * 2
};

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
