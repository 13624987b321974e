// The point ops beyond the plain ones, on values in registers: colours, tones, tables and areas.
#ifndef IMAGEPIPELINE_CUDA_COLOR_OPS_H_
#define IMAGEPIPELINE_CUDA_COLOR_OPS_H_

#include "core/pillow_brightness.h"
#include "cuda/device_pass.h"
#include "cuda/pixel_source.h"
#include "cuda/unroll.h"
#include "kernels/color.h"
#include "kernels/tone.h"

namespace imagepipeline::cuda {

// change(value, channel) on each value; channel 0 is the first of the image.
template <int kPixels, int kChannels, typename Change>
IMAGEPIPELINE_HD inline void ChangeValues(int64_t first_channel, const Change& change,
                                          float (&values)[kPixels][kChannels]) {
  IMAGEPIPELINE_UNROLL
  for (auto& pixel : values) {
    IMAGEPIPELINE_UNROLL
    for (int c = 0; c < kChannels; ++c) pixel[c] = change(pixel[c], first_channel + c);
  }
}

// As KernelTable::channel_matrix, of all channels of the image.
template <int kPixels, int kChannels>
IMAGEPIPELINE_HD inline void ApplyMatrix(const double* numbers,
                                         float (&values)[kPixels][kChannels]) {
  const double *center = numbers, *matrix = center + kChannels;
  const double* bias = matrix + kChannels * kChannels;
  IMAGEPIPELINE_UNROLL
  for (auto& pixel : values) {
    double centred[kChannels];
    IMAGEPIPELINE_UNROLL
    for (int k = 0; k < kChannels; ++k) centred[k] = static_cast<double>(pixel[k]) - center[k];
    IMAGEPIPELINE_UNROLL
    for (int c = 0; c < kChannels; ++c) {
      double sum = centred[0] * matrix[c];
      IMAGEPIPELINE_UNROLL
      for (int k = 1; k < kChannels; ++k) sum += centred[k] * matrix[k * kChannels + c];
      pixel[c] = static_cast<float>(sum + bias[c]);
    }
  }
}

template <int kPixels, int kChannels>
IMAGEPIPELINE_HD inline void ApplyTable(const DeviceTable& table, const uint8_t* arena,
                                        int64_t first_channel,
                                        float (&values)[kPixels][kChannels]) {
  const auto* changes = InArena<int32_t>(arena, table.changes);
  const auto* entries = InArena<float>(arena, table.entries);
  const BinRule rule = table.rule;
  const auto look_up = [&](float value, int64_t c) {
    if (changes[c] == 0) return value;
    return entries[c * (int64_t{rule.count} + 1) + BinOf(rule, value)];
  };
  ChangeValues(first_channel, look_up, values);
}

template <int kPixels, int kChannels>
IMAGEPIPELINE_HD inline void ApplyFill(const DeviceFill& fill, const uint8_t* arena,
                                       int64_t first_channel, const int64_t (&pixels)[kPixels],
                                       float (&values)[kPixels][kChannels]) {
  const auto* color = InArena<float>(arena, fill.values) + first_channel;
  IMAGEPIPELINE_UNROLL
  for (int i = 0; i < kPixels; ++i) {
    const int64_t y = pixels[i] / fill.width, x = pixels[i] - y * fill.width;
    if (y < fill.top || y >= fill.bottom || x < fill.left || x >= fill.right) continue;
    IMAGEPIPELINE_UNROLL
    for (int c = 0; c < kChannels; ++c) values[i][c] = color[c];
  }
}

// ApplyOp() of point_ops.h for the other kinds. Those that mix channels take pixels of all of them.
// Rules stay in the arena: what is not inlined would need a copy in local memory.
template <int kPixels, int kChannels>
IMAGEPIPELINE_HD inline void ApplyColorOp(const DeviceOp& op, const uint8_t* arena,
                                          int64_t channels, int64_t first_channel,
                                          const int64_t (&pixels)[kPixels],
                                          float (&values)[kPixels][kChannels]) {
  switch (op.kind) {
    case DeviceOpKind::kChannelClamp: {
      const auto* ranges = InArena<ChannelRange>(arena, op.rule);
      const auto clamp = [&](float v, int64_t c) {
        return ClampValue(v, ranges[c].lo, ranges[c].hi);
      };
      return ChangeValues(first_channel, clamp, values);
    }
    case DeviceOpKind::kChannelMatrix:
      return ApplyMatrix(InArena<double>(arena, op.rule), values);
    case DeviceOpKind::kColor: {
      const auto& rule = *InArena<ColorRule>(arena, op.rule);
      if constexpr (kChannels >= 3) {
        IMAGEPIPELINE_UNROLL
        for (auto& pixel : values) ChangeColor(rule, pixel);
      }
      return;
    }
    case DeviceOpKind::kSolarize: {
      const auto& rule = *InArena<SolarizeRule>(arena, op.rule);
      const auto change = [&](float v, int64_t) { return SolarizeValue(v, rule); };
      return ChangeValues(first_channel, change, values);
    }
    case DeviceOpKind::kPosterize: {
      const auto& rule = *InArena<PosterizeRule>(arena, op.rule);
      const auto change = [&](float v, int64_t) { return PosterizeValue(v, rule); };
      return ChangeValues(first_channel, change, values);
    }
    case DeviceOpKind::kPillowBrightness: {
      const auto& rule = *InArena<PillowBrightness>(arena, op.rule);
      const auto change = [&](float v, int64_t c) {
        return BrightenedByPillow(rule, v, channels == 4 && c == 3);
      };
      return ChangeValues(first_channel, change, values);
    }
    case DeviceOpKind::kChannelTable:
      return ApplyTable(*InArena<DeviceTable>(arena, op.rule), arena, first_channel, values);
    case DeviceOpKind::kFill:
      return ApplyFill(*InArena<DeviceFill>(arena, op.rule), arena, first_channel, pixels, values);
    default:
      return;
  }
}

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_COLOR_OPS_H_
