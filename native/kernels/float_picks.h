// How the horizontal half of a resize in float32 takes neighbouring values of a row together.
#ifndef IMAGEPIPELINE_KERNELS_FLOAT_PICKS_H_
#define IMAGEPIPELINE_KERNELS_FLOAT_PICKS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/aligned_vector.h"

namespace imagepipeline {

// One vector of values of the row of results. Their taps number t lie in the 2 * lanes values from
// begin + t * channels on. Where `begin` is below 0, its pixels are to be made one by one.
struct FloatPick {
  int64_t begin = -1;
  int32_t fewest = 0, most = 0;  // taps of its values
  bool two_taps = false;         // both of every value lie in the 2 * lanes values from `begin` on
};

// A row of results in vectors of `lanes` values; the last one ends with the row, so it may begin
// inside the one before it. No vectors: all pixels one by one.
struct FloatPicks {
  size_t lanes = 0;
  size_t taps = 0;
  std::vector<FloatPick> vectors;
  // Per vector and value: the first tap, counted from `begin`, and how many there are.
  AlignedVector<int32_t> places, counts;
  AlignedVector<float> weights;  // per vector, tap and value
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_FLOAT_PICKS_H_
