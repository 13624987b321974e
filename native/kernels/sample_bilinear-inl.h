// Bilinear samples. Pixels with all four taps inside take a path without branches, made for 1, for
// 3 or 4 and for any other number of channels; the rest go through BilinearPixel(). Both compute a
// + fx * (b - a) and so on in the same order, so the bits do not depend on the path.
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
#include "kernels/edge-inl.h"
#include "kernels/inside-inl.h"
#include "kernels/pixel.h"

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

#if HWY_CAP_GE256
// Values 0..3 of a pixel of two neighbouring rows, in the lower and the upper half.
using TwoRows = hn::Vec<hn::FixedTag<float, 8>>;

template <typename T>
HWY_INLINE void LoadTaps(const T* row0, const T* row1, int64_t channels, TwoRows* left,
                         TwoRows* right) {
  *left = LoadPairAsFloat(row0, row1);
  *right = LoadPairAsFloat(row0 + channels, row1 + channels);
}

// Of 3 or 4 bytes: one load a row has both taps, and one shuffle puts them where they belong.
template <int64_t kChannels>
HWY_INLINE void LoadByteTaps(const uint8_t* row0, const uint8_t* row1, TwoRows* left,
                             TwoRows* right) {
  const hn::Full128<uint8_t> d16;
  const hn::Half<decltype(d16)> d8;
  constexpr uint8_t c = kChannels;
  alignas(16) static constexpr uint8_t kOrder[16] = {
      0, 1, 2, 3, 8, 9, 10, 11, c, c + 1, c + 2, c + 3, c + 8, c + 9, c + 10, c + 11};
  const auto rows = hn::Combine(d16, hn::LoadU(d8, row1), hn::LoadU(d8, row0));
  const auto taps = hn::TableLookupBytes(rows, hn::Load(d16, kOrder));
  const hn::FixedTag<float, 8> df;
  const hn::RebindToSigned<decltype(df)> di;
  *left = hn::ConvertTo(df, hn::PromoteTo(di, hn::LowerHalf(d8, taps)));
  *right = hn::ConvertTo(df, hn::PromoteTo(di, hn::UpperHalf(d8, taps)));
}
#endif

// Values c..c+3 of pixel j: four neighbouring channels. Wide targets mix both rows at once.
// kByteTaps: all taps of the pixel lie within 8 bytes of each row, which can be read.
template <bool kByteTaps, typename T, class Channels>
HWY_INLINE hn::Vec<hn::Full128<float>> Bilinear4(const BilinearBlock<T>& block, int j,
                                                 Channels channels, int64_t c) {
  const hn::Full128<float> d4;
  const T* row0 = block.Row0(j) + c;
  const T* row1 = block.NextRow(row0);
  const auto fy = hn::Set(d4, block.fy[j]);
#if HWY_CAP_GE256
  const hn::FixedTag<float, 8> d8;
  TwoRows left, right;
  if constexpr (kByteTaps) {
    LoadByteTaps<Channels::value>(row0, row1, &left, &right);
  } else {
    LoadTaps(row0, row1, channels, &left, &right);
  }
  const auto rows = LerpVector<T>(left, right, hn::Set(d8, block.fx[j]));
  return LerpVector<T>(hn::LowerHalf(d4, rows), hn::UpperHalf(d4, rows), fy);
#else
  const auto fx = hn::Set(d4, block.fx[j]);
  const auto top = LerpVector<T>(LoadAsFloat(d4, row0), LoadAsFloat(d4, row0 + channels), fx);
  const auto low = LerpVector<T>(LoadAsFloat(d4, row1), LoadAsFloat(d4, row1 + channels), fx);
  return LerpVector<T>(top, low, fy);
#endif
}

// 3 or 4 channels; with bytes the taps of a pixel and of its right neighbour fit into 8. The fourth
// lane of 3 belongs to the next pixel, which is written later; the last pixel of all (index `last`)
// keeps its store short.
template <typename T, int64_t kChannels>
HWY_INLINE void BilinearFew(BilinearBlock<T> block, int begin, int end, int last) {
  const hn::Full128<float> d4;
  constexpr bool kBytes = std::is_same_v<T, uint8_t>;
  const std::integral_constant<int64_t, kChannels> channels;
  const int full = kChannels == 3 ? HWY_MIN(end, last) : end;
  for (int j = begin; j < full; ++j) {
    hn::StoreU(Bilinear4<kBytes>(block, j, channels, 0), d4, block.out + j * kChannels);
  }
  if (full < end) {
    alignas(16) float pixel[4];
    hn::Store(Bilinear4<kBytes>(block, full, channels, 0), d4, pixel);
    std::memcpy(block.out + full * kChannels, pixel, kChannels * sizeof(float));
  }
}

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
    const auto top = LerpVector<T>(LoadAsFloat(df, taps[0] + k), LoadAsFloat(df, taps[1] + k), vx);
    const auto low = LerpVector<T>(LoadAsFloat(df, taps[2] + k), LoadAsFloat(df, taps[3] + k), vx);
    hn::StoreU(LerpVector<T>(top, low, hn::LoadU(df, fy + k)), df, out + k);
  }
  for (; k < count; ++k) {
    const float top = Lerp(static_cast<float>(taps[0][k]), static_cast<float>(taps[1][k]), fx[k]);
    const float low = Lerp(static_cast<float>(taps[2][k]), static_cast<float>(taps[3][k]), fx[k]);
    out[k] = Lerp(top, low, fy[k]);
  }
}

// Any number of channels.
template <typename T>
HWY_INLINE void BilinearMany(BilinearBlock<T> block, int begin, int end) {
  const hn::Full128<float> d4;
  const int64_t channels = block.channels;
  for (int j = begin; j < end; ++j) {
    float* out = block.out + j * channels;
    int64_t c = 0;
    for (; c + 4 <= channels; c += 4) {
      hn::StoreU(Bilinear4<false>(block, j, channels, c), d4, out + c);
    }
    const auto* row0 = reinterpret_cast<const uint8_t*>(block.Row0(j));
    const uint8_t* row1 = row0 + block.stride_bytes;
    const float fx = block.fx[j], fy = block.fy[j];
    for (; c < channels; ++c) {
      const float top = Lerp(ReadValue<T>(row0, c), ReadValue<T>(row0, c + channels), fx);
      const float low = Lerp(ReadValue<T>(row1, c), ReadValue<T>(row1, c + channels), fx);
      out[c] = Lerp(top, low, fy);
    }
  }
}

// Calls sample(begin, end) for the runs with all taps inside, edge(begin, end) for the others.
template <typename T, class Edge>
HWY_INLINE void BilinearRuns(const ConstImage& source, const CoordBlock& coords, int count,
                             float* out, const Edge& edge) {
  const int64_t channels = source.shape.channels;
  const BilinearBlock<T> block = {source.data, source.stride_bytes, channels,  coords.x,
                                  coords.y,    coords.fx,           coords.fy, out};
  // With 3 channels the vector of the right tap reads one value of the pixel after it.
  const int64_t pixels_read = channels == 3 ? 3 : 2;
  const InsideLimit limit = {ClampToInt32(source.shape.width - pixels_read),
                             ClampToInt32(source.shape.height - 2)};
  const auto inside = [&](int begin, int end) HWY_ATTR {
    if (channels == 3) return BilinearFew<T, 3>(block, begin, end, count - 1);
    if (channels == 4) return BilinearFew<T, 4>(block, begin, end, count - 1);
    if (channels == 1) return BilinearGray<T>(block, begin, end);
    BilinearMany<T>(block, begin, end);
  };
  ForEachRun(coords.x, coords.y, count, limit, inside, edge);
}

// The taps of a block are folded when the first edge shows up.
template <typename T, int64_t kChannels>
HWY_INLINE void BilinearFolded(const ConstImage& source, const CoordBlock& coords, int count,
                               const Border& border, float* out) {
  const auto width = static_cast<int32_t>(source.shape.width);
  const auto height = static_cast<int32_t>(source.shape.height);
  const EdgeSource<T, kChannels> edge_source = {source.data, source.stride_bytes, width - 1,
                                                border.fill_value};
  AxisTaps x, y;
  bool folded = false;
  BilinearRuns<T>(source, coords, count, out, [&](int begin, int end) HWY_ATTR {
    if (!folded) {
      FoldAxis(coords.x, coords.fx, count, border.fill_mode, width, &x);
      FoldAxis(coords.y, coords.fy, count, border.fill_mode, height, &y);
      folded = true;
    }
    BilinearEdge(edge_source, coords, x, y, begin, end, count - 1, out);
  });
}

template <typename T>
HWY_INLINE void SampleBilinear(const ConstImage& source, const CoordBlock& coords, int count,
                               const Border& border, float* out) {
  const int64_t channels = source.shape.channels;
  if (HasVectorEdge(source.shape)) {
    if (channels == 3) return BilinearFolded<T, 3>(source, coords, count, border, out);
    return BilinearFolded<T, 4>(source, coords, count, border, out);
  }
  BilinearRuns<T>(source, coords, count, out, [&](int begin, int end) {
    for (int j = begin; j < end; ++j) {
      BilinearPixel<T>(source, coords.x[j], coords.y[j], coords.fx[j], coords.fy[j],
                       border.fill_mode, border.fill_value, out + j * channels);
    }
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_SAMPLE_BILINEAR_INL_H_
