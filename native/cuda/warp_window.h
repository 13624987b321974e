// Bilinear samples of usual images: sides and offsets fit into 32 bits, where the device is twice
// as fast. The values are those of MakeBilinearTaps().Read().
#ifndef IMAGEPIPELINE_CUDA_WARP_WINDOW_H_
#define IMAGEPIPELINE_CUDA_WARP_WINDOW_H_

#include <type_traits>

#include "core/coords.h"
#include "cuda/byte_run.h"
#include "cuda/device_pass.h"
#include "kernels/byte_mix.h"
#include "kernels/pixel.h"

namespace imagepipeline::cuda {

// No default values: it lies in shared memory.
struct WarpWindow {
  const uint8_t* data;
  int32_t row_bytes, width, height;
  FillMode fill_mode;
  float fill;
  bool mixes_bytes;
};

// Whether a WarpWindow and the coordinates of a tile's rows are all that an image's samples need,
// and nothing comes behind them but plain ops.
inline bool IsPlainWarp(const DeviceImage& image, int64_t pixel_bytes) {
  // Any tap up to two images away is folded in 32 bits.
  constexpr int64_t kMaxBytes = int64_t{1} << 29;
  return image.move == DeviceMove::kWarp && image.rule == CoordRule::kExact && image.plain_ops &&
         image.interpolation == Interpolation::kBilinear && image.map.IsAffine() &&
         image.in_shape.width * pixel_bytes * image.in_shape.height <= kMaxBytes;
}

IMAGEPIPELINE_HD inline WarpWindow MakeWarpWindow(const DeviceImage& image, int64_t pixel_bytes) {
  const int64_t row_bytes = image.in_shape.width * pixel_bytes;
  return {image.in + image.top * row_bytes + image.left * pixel_bytes,
          static_cast<int32_t>(row_bytes),
          static_cast<int32_t>(image.width),
          static_cast<int32_t>(image.height),
          image.fill_mode,
          image.fill,
          image.mixes_bytes};
}

// Where pixel j of an affine run reads.
IMAGEPIPELINE_HD inline Coord WarpCoord(const WarpWindow& window, const BlockStart& start, int j) {
  const Coord at = AffineCoord(start, j);
  return window.mixes_bytes ? ByteCoord(at) : at;
}

// Whether all four taps lie inside the window.
IMAGEPIPELINE_HD inline bool IsInside(const WarpWindow& window, const Coord& at) {
  return static_cast<uint32_t>(at.x) < static_cast<uint32_t>(window.width - 1) &&
         static_cast<uint32_t>(at.y) < static_cast<uint32_t>(window.height - 1);
}

// The bilinear value of four bytes plus kByteBias.
IMAGEPIPELINE_HD inline float LerpBiased(float a, float b, float d, float e, float fx, float fy) {
  const float top = (a - kByteBias) + fx * (b - a);
  const float bottom = (d - kByteBias) + fx * (e - d);
  return top + fy * (bottom - top);
}

// MixBytes() of all channels; byte(tap, channel) reads the taps a, b, c and d as 0 to 3.
template <int kChannels, typename Byte>
IMAGEPIPELINE_HD inline void MixChannels(const Coord& at, const Byte& byte, float* out) {
  const ByteWeights weights = MakeByteWeights(at.fx, at.fy);
  for (int c = 0; c < kChannels; ++c)
    out[c] = MixBytes(weights, byte(0, c), byte(1, c), byte(2, c), byte(3, c));
}

// All channels of a sample that IsInside(). Integer taps are finite, so weight 0 needs no case of
// its own: a + 0 * (b - a) is a.
template <typename T, int kChannels>
IMAGEPIPELINE_HD inline void SampleInside(const WarpWindow& window, const Coord& at, float* out) {
  constexpr int32_t kPixelBytes = kChannels * static_cast<int32_t>(sizeof(T));
  const uint8_t* upper = window.data + (at.y * window.row_bytes + at.x * kPixelBytes);
  const uint8_t* lower = upper + window.row_bytes;
  if constexpr (std::is_same_v<T, uint8_t>) {
    if (window.mixes_bytes) {
      const auto byte = [&](int t, int c) -> int32_t {
        const uint8_t* row = t < 2 ? upper : lower;
        return row[c + t % 2 * kChannels];
      };
      return MixChannels<kChannels>(at, byte, out);
    }
    const ByteRun<2 * kChannels> taps(upper), lower_taps(lower);
    for (int c = 0; c < kChannels; ++c) {
      out[c] = LerpBiased(taps.Biased(c), taps.Biased(c + kChannels), lower_taps.Biased(c),
                          lower_taps.Biased(c + kChannels), at.fx, at.fy);
    }
  } else {
    for (int c = 0; c < kChannels; ++c) {
      const float top = Lerp(ReadValue<T>(upper, c), ReadValue<T>(upper, c + kChannels), at.fx);
      const float bottom = Lerp(ReadValue<T>(lower, c), ReadValue<T>(lower, c + kChannels), at.fx);
      out[c] = Lerp(top, bottom, at.fy);
    }
  }
}

// FoldTap() in 32 bits.
IMAGEPIPELINE_HD inline int32_t FoldNear(FillMode mode, int32_t i, int32_t n) {
  if (i >= 0 && i < n) return i;
  if (mode == FillMode::kReflect && i >= -n && i < 2 * n) return i < 0 ? -1 - i : 2 * n - 1 - i;
  if (mode == FillMode::kNearest) return i < 0 ? 0 : n - 1;
  if (mode == FillMode::kConstant) return static_cast<int32_t>(kFillIndex);
  return static_cast<int32_t>(TapIndex(mode, i, n));
}

// All channels of any sample, by its taps.
template <typename T, int kChannels>
IMAGEPIPELINE_HD inline void SampleFolded(const WarpWindow& window, const Coord& at, float* out) {
  constexpr int32_t kPixelBytes = kChannels * static_cast<int32_t>(sizeof(T));
  const bool outside = at.x == kOutside || at.y == kOutside;
  const auto fold = [&](int32_t i, int32_t n) {
    return outside ? static_cast<int32_t>(kFillIndex) : FoldNear(window.fill_mode, i, n);
  };
  const int32_t x0 = fold(at.x, window.width), y0 = fold(at.y, window.height);
  const int32_t x1 = fold(at.x + 1, window.width), y1 = fold(at.y + 1, window.height);
  const auto offset = [&](int32_t x, int32_t y) {
    return x < 0 || y < 0 ? -1 : y * window.row_bytes + x * kPixelBytes;
  };
  const int32_t a = offset(x0, y0), b = offset(x1, y0), d = offset(x0, y1), e = offset(x1, y1);
  const auto read = [&](int32_t place, int c) {
    return place < 0 ? window.fill : ReadValue<T>(window.data + place, c);
  };
  if constexpr (std::is_same_v<T, uint8_t>) {
    if (window.mixes_bytes) {
      const int32_t places[4] = {a, b, d, e};
      const auto byte = [&](int t, int c) { return static_cast<int32_t>(read(places[t], c)); };
      return MixChannels<kChannels>(at, byte, out);
    }
  }
  for (int c = 0; c < kChannels; ++c) {
    const float top = Lerp(read(a, c), read(b, c), at.fx);
    const float bottom = Lerp(read(d, c), read(e, c), at.fx);
    out[c] = Lerp(top, bottom, at.fy);
  }
}

// The same in the faster way that there is.
template <typename T, int kChannels>
IMAGEPIPELINE_HD inline void SampleAnywhere(const WarpWindow& window, const Coord& at, float* out) {
  if (IsInside(window, at)) return SampleInside<T, kChannels>(window, at, out);
  SampleFolded<T, kChannels>(window, at, out);
}

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_WARP_WINDOW_H_
