// The halves of a separable resize in the scalar table: the sums of the definition, tap after tap.
#ifndef IMAGEPIPELINE_KERNELS_SCALAR_RESAMPLE_H_
#define IMAGEPIPELINE_KERNELS_SCALAR_RESAMPLE_H_

#include <cstddef>
#include <cstdint>

#include "kernels/byte_axis.h"
#include "kernels/float_picks.h"
#include "kernels/kernel_table.h"

namespace imagepipeline {

inline void ResampleRow(const float* in, int64_t channels, const AxisTable& axis, float fill,
                        float* out) {
  for (int64_t i = 0; i < axis.output_size; ++i) {
    const float* weights = axis.weights.data() + i * axis.taps;
    const float* taps = in + axis.first[i] * channels;
    for (int64_t c = 0; c < channels; ++c) {
      float sum = 0;
      for (int32_t t = 0; t < axis.count[i]; ++t) sum += weights[t] * taps[t * channels + c];
      if (axis.outside[i] != 0) sum += axis.outside[i] * fill;
      out[i * channels + c] = sum;
    }
  }
}

inline void ResamplePicked(const float* in, int64_t channels, const AxisTable& axis,
                           const FloatPicks& /*picks*/, float fill, float* out) {
  ResampleRow(in, channels, axis, fill, out);
}

inline void ResampleBytes(const uint8_t* in, int64_t channels, const ByteAxis& axis, int16_t* out) {
  for (int64_t i = 0; i < axis.output_size; ++i) {
    const uint8_t* taps = in + axis.first[static_cast<size_t>(i)] * channels;
    for (int64_t c = 0; c < channels; ++c) {
      int32_t sum = 0;
      for (int64_t t = 0; t < axis.taps; ++t)
        sum += axis.weights[static_cast<size_t>(i * axis.taps + t)] * taps[t * channels + c];
      *out++ = BetweenHalves(sum);
    }
  }
}

inline void CombineBytes(const int16_t* const* rows, const int16_t* weights, int64_t taps,
                         size_t values, uint8_t* out) {
  for (size_t i = 0; i < values; ++i) {
    int32_t sum = 0;
    for (int64_t t = 0; t < taps; ++t) sum += weights[t] * rows[t][i];
    out[i] = RoundedByte(sum);
  }
}

inline void CombineRows(const float* const* rows, const float* weights, int taps, float constant,
                        size_t values, float* out) {
  for (size_t i = 0; i < values; ++i) {
    float sum = 0;
    for (int t = 0; t < taps; ++t) sum += weights[t] * rows[t][i];
    out[i] = sum + constant;
  }
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_SCALAR_RESAMPLE_H_
