// Bilinear samples of uint8 that become uint8 again, in integers: weights in 1/65536, products
// summed exactly and rounded once, half to even. Within 0.508 of the exact value; float32 would be
// within 0.5001, but takes twice the work. One definition for all executors' fast paths.
#ifndef IMAGEPIPELINE_KERNELS_BYTE_MIX_H_
#define IMAGEPIPELINE_KERNELS_BYTE_MIX_H_

#include <cstdint>

#include "core/host_device.h"
#include "kernels/convert.h"
#include "kernels/pixel.h"

namespace imagepipeline {

// Of the taps a (upper left), b (upper right), c (lower left) and d. They add up to 65536, but for
// roundings, each within 16 bits.
struct ByteWeights {
  uint16_t a, b, c, d;
};

constexpr float kByteWeightUnit = 65536;

IMAGEPIPELINE_HD inline ByteWeights MakeByteWeights(float fx, float fy) {
  const float x = fx * kByteWeightUnit;
  const int32_t right = RoundTo<int32_t>(x), lower = RoundTo<int32_t>(fy * kByteWeightUnit);
  const int32_t both = RoundTo<int32_t>(x * fy);
  const auto narrow = [](int32_t weight) {
    return static_cast<uint16_t>(weight < 0 ? 0 : weight > 0xFFFF ? 0xFFFF : weight);
  };
  return {narrow(0x10000 - right - lower + both), narrow(right - both), narrow(lower - both),
          narrow(both)};
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
