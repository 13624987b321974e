// The point ops of a pass on values in registers.
#ifndef IMAGEPIPELINE_CUDA_POINT_OPS_H_
#define IMAGEPIPELINE_CUDA_POINT_OPS_H_

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

// In place on channels first_channel, first_channel + 1, ... of pixel `pixel` of an image of
// `channels` channels.
template <int kChannels>
IMAGEPIPELINE_HD inline void ApplyOp(const DeviceOp& op, const uint8_t* arena, int64_t channels,
                                     int64_t first_channel, int64_t pixel,
                                     float (&values)[kChannels]) {
  if (op.kind == DeviceOpKind::kChannelAffine) {
    const ChannelNumbers* numbers = InArena<ChannelNumbers>(arena, op.channels) + first_channel;
    for (int c = 0; c < kChannels; ++c) {
      const ChannelNumbers n = numbers[c];
      values[c] = AffineValue(values[c], n.center, n.scale, n.bias);
    }
  } else if (op.kind == DeviceOpKind::kClamp) {
    for (float& value : values) value = ClampValue(value, op.lo, op.hi);
  } else if (op.kind == DeviceOpKind::kQuantize) {
    for (float& value : values) value = QuantizeTo(op.dtype, value);
  } else {
    const int64_t first = pixel * channels + first_channel;
    const float* centers = InArena<float>(arena, op.centers) + first;
    const float* scales = InArena<float>(arena, op.scales) + first;
    for (int c = 0; c < kChannels; ++c) values[c] = AffineValue(values[c], centers[c], scales[c]);
  }
}

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_POINT_OPS_H_
