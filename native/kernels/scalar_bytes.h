// Bytes in plain loops: what the scalar table is made of, and the ends of rows in the SIMD kernels.
#ifndef IMAGEPIPELINE_KERNELS_SCALAR_BYTES_H_
#define IMAGEPIPELINE_KERNELS_SCALAR_BYTES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/color.h"
#include "kernels/convert.h"

namespace imagepipeline {

inline void LookUpBytes(const uint8_t* in, size_t pixels, int64_t channels, const uint8_t* tables,
                        uint8_t* out) {
  for (size_t pixel = 0; pixel < pixels; ++pixel) {
    for (int64_t c = 0; c < channels; ++c) *out++ = tables[c * 256 + *in++];
  }
}

inline void ChangeColorBytes(const uint8_t* in, size_t pixels, int64_t channels,
                             const ColorRule& rule, uint8_t* out) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, in += channels, out += channels) {
    float color[3] = {static_cast<float>(in[0]), static_cast<float>(in[1]),
                      static_cast<float>(in[2])};
    ChangeColor(rule, color);
    for (size_t c = 0; c < 3; ++c) WriteValue<uint8_t>(color[c], out, c);
    if (channels == 4) out[3] = in[3];
  }
}

inline void AddByteSums(const uint8_t* row, size_t pixels, int64_t channels, uint64_t* sums,
                        uint64_t* squares) {
  for (size_t pixel = 0; pixel < pixels; ++pixel) {
    for (int64_t c = 0; c < channels; ++c) {
      const uint64_t value = *row++;
      sums[c] += value;
      if (squares != nullptr) *squares += value * value;
    }
  }
}

inline void WidenByteRanges(const uint8_t* row, size_t pixels, int64_t channels, uint8_t* lo,
                            uint8_t* hi) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, row += channels) {
    for (int64_t c = 0; c < channels; ++c) {
      lo[c] = std::min(lo[c], row[c]);
      hi[c] = std::max(hi[c], row[c]);
    }
  }
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_SCALAR_BYTES_H_
