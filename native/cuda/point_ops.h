// The point ops of a pass on values in registers.
#ifndef IMAGEPIPELINE_CUDA_POINT_OPS_H_
#define IMAGEPIPELINE_CUDA_POINT_OPS_H_

#include "cuda/color_ops.h"
#include "cuda/device_pass.h"
#include "cuda/pixel_source.h"
#include "kernels/convert.h"
#include "kernels/pixel.h"

namespace imagepipeline::cuda {

IMAGEPIPELINE_HD inline float QuantizeTo(DType dtype, float value) {
  switch (dtype) {
    case DType::kUint8:
      return QuantizeValue<uint8_t>(value);
    case DType::kUint16:
      return QuantizeValue<uint16_t>(value);
    case DType::kInt32:
      return QuantizeValue<int32_t>(value);
    case DType::kFloat32:
      break;
  }
  return value;
}

template <int kPixels, int kChannels>
IMAGEPIPELINE_HD inline void ApplyChannelAffine(const DeviceOp& op, const uint8_t* arena,
                                                int64_t first_channel,
                                                float (&values)[kPixels][kChannels]) {
  const ChannelNumbers* numbers = InArena<ChannelNumbers>(arena, op.channels) + first_channel;
  for (int c = 0; c < kChannels; ++c) {
    const ChannelNumbers n = numbers[c];
    for (auto& pixel : values) pixel[c] = AffineValue(pixel[c], n.center, n.scale, n.bias);
  }
}

// kPlain: no ops but those of DeviceImage::plain_ops.
// In place on channels first_channel, first_channel + 1, ... of some pixels of an image of
// `channels` channels; pixels[i] is the index of one of them.
template <bool kPlain, int kPixels, int kChannels>
IMAGEPIPELINE_HD inline void ApplyOp(const DeviceOp& op, const uint8_t* arena, int64_t channels,
                                     int64_t first_channel, const int64_t (&pixels)[kPixels],
                                     float (&values)[kPixels][kChannels]) {
  if (op.kind == DeviceOpKind::kChannelAffine) {
    ApplyChannelAffine(op, arena, first_channel, values);
  } else if (op.kind == DeviceOpKind::kClamp) {
    const float lo = op.lo, hi = op.hi;
    for (auto& pixel : values) {
      for (float& value : pixel) value = ClampValue(value, lo, hi);
    }
  } else if (op.kind == DeviceOpKind::kQuantize) {
    const DType dtype = op.dtype;
    for (auto& pixel : values) {
      for (float& value : pixel) value = QuantizeTo(dtype, value);
    }
  } else if (kPlain || op.kind == DeviceOpKind::kPixelAffine) {
    for (int i = 0; i < kPixels; ++i) {
      const int64_t first = pixels[i] * channels + first_channel;
      const float* centers = InArena<float>(arena, op.centers) + first;
      const float* scales = InArena<float>(arena, op.scales) + first;
      for (int c = 0; c < kChannels; ++c)
        values[i][c] = AffineValue(values[i][c], centers[c], scales[c]);
    }
  } else {
    ApplyColorOp(op, arena, channels, first_channel, pixels, values);
  }
}

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_POINT_OPS_H_
