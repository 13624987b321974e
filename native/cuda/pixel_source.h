// What each output pixel of a pass reads, before the point ops: every move there is. Most pixels of
// a warp take the shorter way of warp_window.h.
#ifndef IMAGEPIPELINE_CUDA_PIXEL_SOURCE_H_
#define IMAGEPIPELINE_CUDA_PIXEL_SOURCE_H_

#include <type_traits>

#include "core/coords.h"
#include "cuda/device_pass.h"
#include "cuda/unroll.h"
#include "kernels/byte_axis.h"
#include "kernels/byte_mix.h"
#include "kernels/pixel.h"

namespace imagepipeline::cuda {

template <typename T>
IMAGEPIPELINE_HD inline const T* InArena(const uint8_t* arena, uint64_t offset) {
  return reinterpret_cast<const T*>(arena + offset);
}

// One axis of a separable resize at one output index.
struct AxisTaps {
  const float* weights;
  int64_t first;
  int32_t count;
  float outside;   // the share of the taps outside the input
  float constant;  // what they add
};

IMAGEPIPELINE_HD inline AxisTaps TapsAt(const DeviceAxis& axis, const uint8_t* arena, int64_t i,
                                        float fill) {
  if (axis.size != 0) {
    const int64_t begin = i - axis.taps / 2, end = begin + axis.taps;
    const int64_t first = begin < 0 ? 0 : begin, last = end < axis.size ? end : axis.size;
    return {InArena<float>(arena, axis.weights) + (first - begin), first,
            static_cast<int32_t>(last - first), 0, 0};
  }
  const float outside = InArena<float>(arena, axis.outside)[i];
  return {InArena<float>(arena, axis.weights) + i * axis.taps,
          InArena<int32_t>(arena, axis.first)[i], InArena<int32_t>(arena, axis.count)[i], outside,
          outside * fill};
}

// An output pixel: where it is in its tile, and where in its image.
struct Place {
  int column, row;
  int64_t x, y;
};

template <typename T>
class PixelSource {
 public:
  // `starts`: affine coordinates of the first pixel of each of the tile's rows.
  IMAGEPIPELINE_HD PixelSource(const DeviceImage& image, const uint8_t* arena,
                               const BlockStart* starts)
      : image_(image), arena_(arena), starts_(starts) {
    const int64_t pixel_bytes = image.in_shape.channels * static_cast<int64_t>(sizeof(T));
    window_.stride_bytes = image.in_shape.width * pixel_bytes;
    window_.data = image.in + image.top * window_.stride_bytes + image.left * pixel_bytes;
    window_.dtype = kDType;
    window_.shape = {image.height, image.width, image.in_shape.channels};
    affine_ = image.map.IsAffine();
    bilinear_ = image.move == DeviceMove::kWarp && image.interpolation == Interpolation::kBilinear;
  }

  // All channels of an output pixel.
  template <int kChannels>
  IMAGEPIPELINE_HD void Read(const Place& place, float* out) const {
    if (bilinear_) {
      const BilinearTaps taps =
          MakeBilinearTaps(window_, MixCoordOf(place), image_.fill_mode, image_.fill);
      for (int c = 0; c < kChannels; ++c) out[c] = Mixed(taps, c);
    } else if (image_.move == DeviceMove::kCombine) {
      IMAGEPIPELINE_UNROLL
      for (int c = 0; c < kChannels; ++c) out[c] = Combined(place.x, place.y, c);
    } else {
      const Tap tap = SingleTap(place);
      for (int c = 0; c < kChannels; ++c) out[c] = tap.template Read<T>(c);
    }
  }

  // One channel of it.
  IMAGEPIPELINE_HD float ReadChannel(const Place& place, int64_t c) const {
    if (image_.move == DeviceMove::kCombine) return Combined(place.x, place.y, c);
    if (!bilinear_) return SingleTap(place).template Read<T>(c);
    return Mixed(MakeBilinearTaps(window_, MixCoordOf(place), image_.fill_mode, image_.fill), c);
  }

 private:
  static constexpr DType kDType = std::is_same_v<T, uint8_t>    ? DType::kUint8
                                  : std::is_same_v<T, uint16_t> ? DType::kUint16
                                  : std::is_same_v<T, int32_t>  ? DType::kInt32
                                                                : DType::kFloat32;

  IMAGEPIPELINE_HD float Mixed(const BilinearTaps& taps, int64_t c) const {
    if constexpr (std::is_same_v<T, uint8_t>) {
      if (image_.mixes_bytes) {
        return MixBytes(MakeByteWeights(taps.fx, taps.fy), taps.a.Byte(c), taps.b.Byte(c),
                        taps.c.Byte(c), taps.d.Byte(c));
      }
    }
    return taps.template Read<T>(c);
  }

  IMAGEPIPELINE_HD Coord CoordOf(const Place& place) const {
    if (image_.rule == CoordRule::kTfjsRotation)
      return TfjsRotationCoord(image_.map, place.x, place.y);
    if (image_.rule == CoordRule::kTensorFlow) {
      return TensorFlowCoord(image_.map, image_.interpolation, image_.fill_mode, image_.width,
                             image_.height, place.x, place.y);
    }
    return affine_ ? AffineCoord(starts_[place.row], place.column)
                   : ProjectiveCoord(image_.map, place.x, place.y);
  }

  // Of a bilinear sample.
  IMAGEPIPELINE_HD Coord MixCoordOf(const Place& place) const {
    return image_.mixes_bytes ? ByteCoord(CoordOf(place)) : CoordOf(place);
  }

  IMAGEPIPELINE_HD Tap SingleTap(const Place& place) const {
    if (image_.move == DeviceMove::kWarp) {
      return MakeNearestTap(window_, CoordOf(place), image_.fill_mode, image_.fill);
    }
    return MakeTap(window_, Picked(image_.columns, place.x), Picked(image_.rows, place.y),
                   image_.fill);
  }

  IMAGEPIPELINE_HD int64_t Picked(const DevicePick& pick, int64_t i) const {
    if (pick.has_table != 0) return InArena<int32_t>(arena_, pick.table)[i];
    return pick.origin + pick.direction * i;
  }

  // The sum of combine_rows().
  IMAGEPIPELINE_HD float Combined(int64_t x, int64_t y, int64_t c) const {
    const AxisTaps taps = TapsAt(image_.row_taps, arena_, y, image_.fill);
    const int64_t row_values = image_.in_shape.width * image_.in_shape.channels;
    const float* values = reinterpret_cast<const float*>(image_.in) +
                          (taps.first - image_.top) * row_values + x * image_.in_shape.channels + c;
    if (image_.mixes_bytes) {
      int32_t sum = 0;
      for (int32_t t = 0; t < taps.count; ++t)
        sum += static_cast<int32_t>(taps.weights[t]) * static_cast<int32_t>(values[t * row_values]);
      return RoundedByte(sum);
    }
    float sum = 0;
    for (int32_t t = 0; t < taps.count; ++t) sum += taps.weights[t] * values[t * row_values];
    if (image_.self_weight != 0) sum += image_.self_weight * Self(y * row_values, x, c);
    return sum + taps.constant;
  }

  IMAGEPIPELINE_HD float Self(int64_t row_begin, int64_t x, int64_t c) const {
    const int64_t index = row_begin + x * image_.in_shape.channels + c;
    switch (image_.self_dtype) {
      case DType::kUint8:
        return ReadValue<uint8_t>(image_.self, index);
      case DType::kUint16:
        return ReadValue<uint16_t>(image_.self, index);
      case DType::kInt32:
        return ReadValue<int32_t>(image_.self, index);
      case DType::kFloat32:
        break;
    }
    return ReadValue<float>(image_.self, index);
  }

  const DeviceImage& image_;
  const uint8_t* arena_;
  const BlockStart* starts_;
  ConstImage window_;
  bool affine_, bilinear_;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_PIXEL_SOURCE_H_
