// Bilinear samples. Images of 3 or 4 channels go through SampleFew(). Of the others, pixels with
// all four taps inside take a path without branches, made for 1 and for any number of channels; the
// rest go through BilinearPixel(). All compute a + fx * (b - a) and so on in the same order, so the
// bits do not depend on the path.
#if defined(IMAGEPIPELINE_KERNELS_SAMPLE_BILINEAR_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_SAMPLE_BILINEAR_INL_H_
#undef IMAGEPIPELINE_KERNELS_SAMPLE_BILINEAR_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_SAMPLE_BILINEAR_INL_H_
#endif

#include <cstring>
#include <type_traits>

#include "hwy/highway.h"
#include "kernels/convert-inl.h"
#include "kernels/inside-inl.h"
#include "kernels/lerp-inl.h"
#include "kernels/pixel.h"
#include "kernels/sample_few-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Pixels of one block in one image. Plain values instead of references, which every store to `out`
// would make the compiler load again.
template <typename T>
struct BilinearBlock {
  const uint8_t* data;
  int64_t stride_bytes;
  int64_t channels;
  const int32_t* x;
  const int32_t* y;
  const float* fx;
  const float* fy;
  float* out;

  HWY_INLINE const T* Row0(int j) const {
    return reinterpret_cast<const T*>(data + y[j] * stride_bytes) + x[j] * channels;
  }
  HWY_INLINE const T* NextRow(const T* row) const {
    return reinterpret_cast<const T*>(reinterpret_cast<const uint8_t*>(row) + stride_bytes);
  }
};

// 1 channel: the taps are collected first, then mixed a vector of pixels at a time.
template <typename T>
HWY_INLINE void BilinearGray(BilinearBlock<T> block, int begin, int end) {
  alignas(64) T taps[4][kCoordBlock];
  const int count = end - begin;
  for (int k = 0; k < count; ++k) {
    const T* row0 = block.Row0(begin + k);
    std::memcpy(&taps[0][k], row0, sizeof(T));
    std::memcpy(&taps[1][k], row0 + 1, sizeof(T));
    const T* row1 = block.NextRow(row0);
    std::memcpy(&taps[2][k], row1, sizeof(T));
    std::memcpy(&taps[3][k], row1 + 1, sizeof(T));
  }
  const hn::ScalableTag<float> df;
  const int lanes = static_cast<int>(hn::Lanes(df));
  const float* fx = block.fx + begin;
  const float* fy = block.fy + begin;
  float* out = block.out + begin;
  int k = 0;
  for (; k + lanes <= count; k += lanes) {
    const auto vx = hn::LoadU(df, fx + k);
    const auto top =
        LerpVector<kIsFinite<T>>(LoadAsFloat(df, taps[0] + k), LoadAsFloat(df, taps[1] + k), vx);
    const auto low =
        LerpVector<kIsFinite<T>>(LoadAsFloat(df, taps[2] + k), LoadAsFloat(df, taps[3] + k), vx);
    hn::StoreU(LerpVector<kIsFinite<T>>(top, low, hn::LoadU(df, fy + k)), df, out + k);
  }
  for (; k < count; ++k) {
    const float top = Lerp(static_cast<float>(taps[0][k]), static_cast<float>(taps[1][k]), fx[k]);
    const float low = Lerp(static_cast<float>(taps[2][k]), static_cast<float>(taps[3][k]), fx[k]);
    out[k] = Lerp(top, low, fy[k]);
  }
}

// Any number of channels, four at a time.
template <typename T>
HWY_INLINE void BilinearMany(BilinearBlock<T> block, int begin, int end) {
  const hn::Full128<float> d4;
  const int64_t channels = block.channels;
  for (int j = begin; j < end; ++j) {
    float* out = block.out + j * channels;
    const T* row0 = block.Row0(j);
    const T* row1 = block.NextRow(row0);
    const float fx = block.fx[j], fy = block.fy[j];
    const auto vx = hn::Set(d4, fx), vy = hn::Set(d4, fy);
    int64_t c = 0;
    for (; c + 4 <= channels; c += 4) {
      const auto top = LerpVector<kIsFinite<T>>(LoadAsFloat(d4, row0 + c),
                                                LoadAsFloat(d4, row0 + channels + c), vx);
      const auto low = LerpVector<kIsFinite<T>>(LoadAsFloat(d4, row1 + c),
                                                LoadAsFloat(d4, row1 + channels + c), vx);
      hn::StoreU(LerpVector<kIsFinite<T>>(top, low, vy), d4, out + c);
    }
    const auto* bytes0 = reinterpret_cast<const uint8_t*>(row0);
    const auto* bytes1 = reinterpret_cast<const uint8_t*>(row1);
    for (; c < channels; ++c) {
      const float top = Lerp(ReadValue<T>(bytes0, c), ReadValue<T>(bytes0, c + channels), fx);
      const float low = Lerp(ReadValue<T>(bytes1, c), ReadValue<T>(bytes1, c + channels), fx);
      out[c] = Lerp(top, low, fy);
    }
  }
}

template <typename T>
HWY_INLINE void SampleBilinear(const ConstImage& source, const CoordBlock& coords, int count,
                               const Border& border, float* out) {
  const int64_t channels = source.shape.channels;
  if (HasTapSpace(source)) {
    if (channels == 3) return SampleFew<T, 3>(source, coords, count, count, border, out);
    if (channels == 4) return SampleFew<T, 4>(source, coords, count, count, border, out);
  }
  const BilinearBlock<T> block = {source.data, source.stride_bytes, channels,  coords.x,
                                  coords.y,    coords.fx,           coords.fy, out};
  const InsideLimit limit = {ClampToInt32(source.shape.width - 2),
                             ClampToInt32(source.shape.height - 2)};
  const auto inside = [&](int begin, int end) HWY_ATTR {
    if (channels == 1) return BilinearGray<T>(block, begin, end);
    BilinearMany<T>(block, begin, end);
  };
  ForEachRun(coords.x, coords.y, count, limit, inside, [&](int begin, int end) {
    for (int j = begin; j < end; ++j) {
      BilinearPixel<T>(source, coords.x[j], coords.y[j], coords.fx[j], coords.fy[j],
                       border.fill_mode, border.fill_value, out + j * channels);
    }
  });
  if constexpr (std::is_same_v<T, float>)
    StoreRowAs<float>(out, static_cast<size_t>(count * channels), out);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_SAMPLE_BILINEAR_INL_H_
