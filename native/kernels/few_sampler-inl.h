// Bilinear samples of 3 or 4 channels, a vector of pixels at a time: four lanes each, of which the
// fourth is empty for 3 channels. Groups with a tap outside the image differ only in where they
// read, so that a wide border costs little more than the inside. Each lane computes what
// BilinearPixel() computes, operation by operation.
#if defined(IMAGEPIPELINE_KERNELS_FEW_SAMPLER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_FEW_SAMPLER_INL_H_
#undef IMAGEPIPELINE_KERNELS_FEW_SAMPLER_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_FEW_SAMPLER_INL_H_
#endif

#include <cstring>
#include <type_traits>

#include "hwy/highway.h"
#include "kernels/convert-inl.h"
#include "kernels/float_pairs-inl.h"
#include "kernels/inline_lambda.h"
#include "kernels/lerp-inl.h"
#include "kernels/store_few-inl.h"
#include "kernels/tap_loads-inl.h"
#include "kernels/taps-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Reads and mixes the groups of one block.
template <typename T, int64_t kChannels, bool kNoTest = kIsFinite<T>>
class FewSampler {
 public:
  using DF = hn::ScalableTag<float>;
  using V = hn::Vec<DF>;
  using D4 = hn::Full128<float>;

  HWY_INLINE FewSampler(const ConstImage& source, const TapSpace& space, const CoordBlock& coords,
                        const BlockTaps& taps, float fill)
      : data_(source.data),
        next_row_(source.data + source.stride_bytes),
        last_offset_(space.last_offset),
        coords_(coords),
        taps_(taps),
        fill_(fill) {}

  HWY_INLINE V Sample(GroupKind kind, int j) const {
    return HWY_LIKELY(kind == GroupKind::kInside) ? Inside(j) : Outside(kind, j);
  }

  // Group kIndex of the four that begin at pixel j.
  template <int kIndex>
  HWY_INLINE V InsideQuad(int j) const {
    if constexpr (kPairs) {
      return InsidePairs(taps_.inside + j + 4 * kIndex, SpreadOfQuad<kIndex>(coords_.fx + j),
                         SpreadOfQuad<kIndex>(coords_.fy + j));
    } else {
      return Inside(j + kIndex * kGroupPixels);
    }
  }

  HWY_INLINE V Inside(int j) const {
    const int32_t* offset = taps_.inside + j;
    if constexpr (std::is_same_v<T, uint8_t>) {
      // One load a row has both taps.
      constexpr uint8_t kRight = kChannels;
      return MixBytes<0, kRight, 8, 8 + kRight>(LoadTaps(data_, next_row_, offset), j);
    } else if constexpr (kPairs) {
      return InsidePairs(offset, SpreadInGroup(DF(), coords_.fx + j),
                         SpreadInGroup(DF(), coords_.fy + j));
    } else {
      constexpr int32_t kRight = kChannels * sizeof(T);
      const auto tap = [&](const uint8_t* row, int32_t more) IMAGEPIPELINE_INLINE_LAMBDA {
        return FromBlocks(DF(), [&](int k) HWY_ATTR { return Load4(row + offset[k] + more); });
      };
      return Mix(tap(data_, 0), tap(data_, kRight), tap(next_row_, 0), tap(next_row_, kRight), j);
    }
  }

 private:
  HWY_NOINLINE V Outside(GroupKind kind, int j) const {
    if (kind == GroupKind::kFill) return hn::Set(DF(), fill_);
    if (kind == GroupKind::kEdge) return Edge(j, [&](int32_t offset) { return data_ + offset; });
    // The fill value of integers need not be one of theirs.
    const T fill = std::is_same_v<T, float> ? static_cast<T>(fill_) : T{0};
    const TapPlaces places(data_, last_offset_, kChannels, fill);
    return Mix(Careful(0, j, places), Careful(1, j, places), Careful(2, j, places),
               Careful(3, j, places), j);
  }

#if HWY_TARGET <= HWY_AVX3
  // float32 of 3 channels: one load has both taps, and two pixels share a vector until they are
  // picked apart. Half the loads of a tap at a time, and two thirds of the shuffles.
  static constexpr bool kPairs = std::is_same_v<T, float> && kChannels == 3;

  HWY_INLINE V InsidePairs(const int32_t* offset, V fx, V fy) const {
    // Offsets, which are not negative, two at a time: loads are what there is most of.
    uint64_t places[2];
    std::memcpy(places, offset, sizeof(places));
    const auto pairs = [&](const uint8_t* row) HWY_ATTR {
      return FourPairs([&](int k) HWY_ATTR {
        const uint64_t two = places[k / 2];
        const uint64_t place = k % 2 == 0 ? static_cast<uint32_t>(two) : two >> 32;
        return _mm256_loadu_ps(reinterpret_cast<const float*>(row + place));
      });
    };
    return MixPairs<kNoTest>(pairs(data_), pairs(next_row_), LeftOfPairs(), RightOfPairs<3>(), fx,
                             fy);
  }
#else
  static constexpr bool kPairs = false;
  V InsidePairs(const int32_t*, V, V) const;
#endif

  template <class At>
  HWY_INLINE V Edge(int j, const At& at) const {
    if constexpr (std::is_same_v<T, uint8_t>) {
      return MixBytes<0, 4, 8, 12>(
          FromBlocks(hn::ScalableTag<uint8_t>(),
                     [&](int k) HWY_ATTR { return LoadFourPlaces(at, taps_.offset, j + k); }),
          j);
    } else {
      return Mix(Tap(0, j, at), Tap(1, j, at), Tap(2, j, at), Tap(3, j, at), j);
    }
  }

  HWY_INLINE V Careful(int t, int j, const TapPlaces& places) const {
    const V tap = Tap(t, j, [&](int32_t offset) HWY_ATTR { return places.At(offset); });
    if constexpr (std::is_same_v<T, float>) return tap;
    const hn::RebindToSigned<DF> di;
    const auto has_none = hn::Lt(SpreadInGroup(di, taps_.offset[t] + j), hn::Zero(di));
    return hn::IfThenElse(hn::RebindMask(DF(), has_none), hn::Set(DF(), fill_), tap);
  }

  template <class At>
  HWY_INLINE V Tap(int t, int j, const At& at) const {
    return FromBlocks(DF(), [&](int k) HWY_ATTR { return Load4(at(taps_.offset[t][j + k])); });
  }

  HWY_INLINE static hn::Vec<D4> Load4(const uint8_t* pixel) {
    return LoadAsFloat(D4(), reinterpret_cast<const T*>(pixel));
  }

  HWY_INLINE V Mix(V a, V b, V c, V d, int j) const {
    return Mix(a, b, c, d, SpreadInGroup(DF(), coords_.fx + j),
               SpreadInGroup(DF(), coords_.fy + j));
  }

  HWY_INLINE static V Mix(V a, V b, V c, V d, V fx, V fy) {
    const V mixed =
        LerpVector<kNoTest>(LerpVector<kNoTest>(a, b, fx), LerpVector<kNoTest>(c, d, fx), fy);
    if constexpr (std::is_same_v<T, float>) return OneNaN(mixed);
    return mixed;
  }

  // Bytes kAt.. of every 128-bit part as four int32.
  template <uint8_t kAt>
  HWY_INLINE static hn::Vec<hn::ScalableTag<int32_t>> Widen(hn::Vec<hn::ScalableTag<uint8_t>> v) {
    const hn::ScalableTag<uint8_t> d;
    constexpr uint8_t kZero = 0x80;
    alignas(16) static constexpr uint8_t kOrder[16] = {
        kAt,     kZero, kZero, kZero, kAt + 1, kZero, kZero, kZero,
        kAt + 2, kZero, kZero, kZero, kAt + 3, kZero, kZero, kZero};
    return hn::BitCast(hn::ScalableTag<int32_t>(),
                       hn::TableLookupBytesOr0(v, hn::LoadDup128(d, kOrder)));
  }

  // The taps at these bytes. Differences are exact, so they can be taken before the conversion.
  template <uint8_t kA, uint8_t kB, uint8_t kC, uint8_t kD>
  HWY_INLINE V MixBytes(hn::Vec<hn::ScalableTag<uint8_t>> v, int j) const {
    const DF df;
    const auto lerp = [&](auto left, auto right, V weight) HWY_ATTR {
      return hn::Add(hn::ConvertTo(df, left),
                     hn::Mul(weight, hn::ConvertTo(df, hn::Sub(right, left))));
    };
    const V fx = SpreadInGroup(DF(), coords_.fx + j);
    const V top = lerp(Widen<kA>(v), Widen<kB>(v), fx);
    const V low = lerp(Widen<kC>(v), Widen<kD>(v), fx);
    return LerpVector<kNoTest>(top, low, SpreadInGroup(DF(), coords_.fy + j));
  }

  const uint8_t* data_;
  const uint8_t* next_row_;
  int32_t last_offset_;
  const CoordBlock& coords_;
  const BlockTaps& taps_;
  float fill_;
};

// `end` pixels; there is room for `count`, and what lies between is written later.
template <int64_t kChannels, class Sampler>
HWY_INLINE void MixRun(const Sampler& sampler, const BlockTaps& taps, int end, int count,
                       float* out) {
  constexpr int kGroup = kGroupPixels;
  for (int j = 0; j < end; j += kQuadPixels) {
    const GroupKind* kind = taps.kind + j / kGroup;
    if (HWY_UNLIKELY(j + kQuadPixels > end)) {
      for (int i = j; i < end; i += kGroup, ++kind)
        StoreGroup<kChannels>(sampler.Sample(*kind, i), i, count, out);
    } else if (HWY_LIKELY(AreInside(kind))) {
      StoreQuad<kChannels>(sampler.template InsideQuad<0>(j), sampler.template InsideQuad<1>(j),
                           sampler.template InsideQuad<2>(j), sampler.template InsideQuad<3>(j),
                           out + j * kChannels);
    } else {
      StoreQuad<kChannels>(sampler.Sample(kind[0], j), sampler.Sample(kind[1], j + kGroup),
                           sampler.Sample(kind[2], j + 2 * kGroup),
                           sampler.Sample(kind[3], j + 3 * kGroup), out + j * kChannels);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_FEW_SAMPLER_INL_H_
