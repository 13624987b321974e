// Bilinear samples of uint8 that become uint8 again, in integers: weights in 1/65536, products
// summed exactly and rounded once, half to even. Within 0.51 of the exact value: the coordinate is
// at most 2^-17 pixels off along each axis, and two weights less than 2^-16 too small. float32
// would be within 0.5001, but takes twice the work. One definition for all executors' fast paths.
#ifndef IMAGEPIPELINE_KERNELS_BYTE_MIX_H_
#define IMAGEPIPELINE_KERNELS_BYTE_MIX_H_

#include <cstdint>

#include "core/host_device.h"
#include "kernels/convert.h"
#include "kernels/pixel.h"

namespace imagepipeline {

// Of the taps a (upper left), b (upper right), c (lower left) and d. They add up to 65536, or to
// 65535 where a has all of it.
struct ByteWeights {
  uint16_t a, b, c, d;
};

// Of fractions that are multiples of 1/65536, as ByteCoord() makes them.
IMAGEPIPELINE_HD inline ByteWeights MakeByteWeights(float fx, float fy) {
  constexpr uint32_t kWhole = 0x10000;
  const auto right = static_cast<uint32_t>(fx * 65536.0f);
  const auto lower = static_cast<uint32_t>(fy * 65536.0f);
  const uint32_t b = right * (kWhole - lower) >> 16, d = right * lower >> 16;
  const uint32_t a = kWhole - lower - b;
  return {static_cast<uint16_t>(a < kWhole ? a : kWhole - 1), static_cast<uint16_t>(b),
          static_cast<uint16_t>(lower - d), static_cast<uint16_t>(d)};
}

// Values count from 128: a weight of 65536 that had to be cut to 65535 then changes the sum by less
// than half a unit whatever the value is.
IMAGEPIPELINE_HD inline uint8_t MixBytes(const ByteWeights& weights, int32_t a, int32_t b,
                                         int32_t c, int32_t d) {
  constexpr int32_t kMiddle = 128;
  const int32_t sum = kMiddle * 0x10000 + (a - kMiddle) * weights.a + (b - kMiddle) * weights.b +
                      (c - kMiddle) * weights.c + (d - kMiddle) * weights.d;
  return static_cast<uint8_t>((sum + ((sum >> 16) & 1) + 0x7FFF) >> 16);
}

// One pixel. The fill value is a byte.
inline void MixedBytePixel(const ConstImage& source, int32_t x, int32_t y, float fx, float fy,
                           FillMode fill_mode, uint8_t fill, uint8_t* out) {
  const BilinearTaps taps = MakeBilinearTaps(source, {x, y, fx, fy}, fill_mode, fill);
  const ByteWeights weights = MakeByteWeights(taps.fx, taps.fy);
  for (int64_t i = 0; i < source.shape.channels; ++i)
    out[i] = MixBytes(weights, taps.a.Byte(i), taps.b.Byte(i), taps.c.Byte(i), taps.d.Byte(i));
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_BYTE_MIX_H_
