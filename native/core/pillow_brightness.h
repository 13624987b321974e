// The brightness of ImageDataGenerator: an image made 8-bit, multiplied by Pillow, and back. Every
// step rounds to float32 as NumPy and Pillow do, so that truncations fall the same way.
#ifndef IMAGEPIPELINE_CORE_PILLOW_BRIGHTNESS_H_
#define IMAGEPIPELINE_CORE_PILLOW_BRIGHTNESS_H_

#include "core/host_device.h"

namespace imagepipeline {

struct PillowBrightness {
  float factor = 1;
  // What makes the image 8-bit: (v - low) / divisor * 255, cut off; a divisor of 0 divides nothing.
  bool stretches = false;
  float low = 0, divisor = 0;
  // Afterwards v / 255 * span + low.
  bool restores = false;
  float span = 0;
};

// Cut off to 0..255; NaN becomes 0.
IMAGEPIPELINE_HD inline float TruncatedToByte(float value) {
  if (!(value > 0)) return 0;
  return value >= 255 ? 255.0f : static_cast<float>(static_cast<int>(value));
}

// `is_alpha`: a fourth channel, which is not multiplied.
IMAGEPIPELINE_HD inline float BrightenedByPillow(const PillowBrightness& op, float value,
                                                 bool is_alpha) {
  float v = value;
  if (op.stretches) {
    v -= op.low;
    if (op.divisor != 0) v /= op.divisor;
    v *= 255;
  }
  v = TruncatedToByte(v);
  if (!is_alpha) v = TruncatedToByte(op.factor * v);
  if (op.restores) v = v / 255 * op.span + op.low;
  return v;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_PILLOW_BRIGHTNESS_H_
