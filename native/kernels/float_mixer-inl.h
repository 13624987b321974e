// Sixteen pixels of bytes across a border mixed to float32, for targets with VNNI:
// BilinearTaps::Read() in every lane.
#if defined(IMAGEPIPELINE_KERNELS_FLOAT_MIXER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_FLOAT_MIXER_INL_H_
#undef IMAGEPIPELINE_KERNELS_FLOAT_MIXER_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_FLOAT_MIXER_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/coords-inl.h"
#include "kernels/inline_lambda.h"
#include "kernels/tap_quads-inl.h"
#include "kernels/vnni.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {

#if IMAGEPIPELINE_VNNI

// Channels of sixteen pixels without gaps: vector `part` of kChannels.
template <int kChannels>
HWY_INLINE __m512 InterleavedFloats(const __m512 (&channels)[kChannels], int part) {
  alignas(64) static constexpr auto kOrders = [] {
    struct Orders {
      int32_t lanes[kChannels][kChannels][16];
    } orders = {};
    // Step c keeps what the steps before it have put in place, and fills in channel c.
    for (int v = 0; v < kChannels; ++v) {
      for (int c = 1; c < kChannels; ++c) {
        for (int i = 0; i < 16; ++i) {
          const int pixel = (16 * v + i) / kChannels, channel = (16 * v + i) % kChannels;
          orders.lanes[v][c][i] = channel == c ? 16 + pixel : c == 1 ? pixel : i;
        }
      }
    }
    return orders;
  }();
  __m512 all = channels[0];
  for (int c = 1; c < kChannels; ++c) {
    all = _mm512_permutex2var_ps(all, _mm512_load_si512(kOrders.lanes[part][c]), channels[c]);
  }
  return all;
}

template <int kChannels>
class FloatMixer {
 public:
  using Value = float;

  HWY_INLINE explicit FloatMixer(float fill) : fill_(_mm512_set1_ps(fill)) {}

  // A channel of all pixels in a vector.
  struct Mixed {
    __m512 channels[kChannels];
  };

  struct Weights {
    __m512 x, y;
  };

  static HWY_INLINE Weights WeightsOf(__m512i fx, __m512i fy) {
    using VU = AxisLanes::VU;
    return {FloatFractions(VU{fx}).raw, FloatFractions(VU{fy}).raw};
  }

  // Differences of bytes are exact, so that a product of quads takes each in one go.
  HWY_INLINE Mixed Inside(const Weights& weights, const TapQuads& taps) const {
    const auto mix = [](__m512 a, __m512 more, __m512 weight) IMAGEPIPELINE_INLINE_LAMBDA {
      return _mm512_add_ps(a, _mm512_mul_ps(weight, more));
    };
    Mixed mixed;
    for (int c = 0; c < kChannels; ++c) {
      const __m512i quads = taps.channels[c];
      const __m512 top = mix(Tap<0>(quads), Sum(quads, 0x000001FF), weights.x);
      const __m512 low = mix(Sum(quads, 0x00010000), Sum(quads, 0x01FF0000), weights.x);
      mixed.channels[c] = mix(top, _mm512_sub_ps(low, top), weights.y);
    }
    return mixed;
  }

  // Taps in the order of `places`. Those that are `lost`, where any can be, are the fill value.
  template <bool kLosesTaps>
  HWY_INLINE Mixed Across(const Weights& weights, const TapQuads& taps, __m512i places,
                          __m512i lost) const {
    const auto mask = [&](uint32_t bits) IMAGEPIPELINE_INLINE_LAMBDA {
      return _mm512_test_epi32_mask(lost, _mm512_set1_epi32(static_cast<int>(bits)));
    };
    const __mmask16 masks[4] = {mask(0xFF), mask(0xFF00), mask(0xFF0000), mask(0xFF000000)};
    if constexpr (!kLosesTaps) {
      TapQuads placed = {};
      for (int c = 0; c < kChannels; ++c)
        placed.channels[c] = _mm512_shuffle_epi8(taps.channels[c], places);
      return Inside(weights, placed);
    }
    Mixed mixed;
    for (int c = 0; c < kChannels; ++c) {
      const __m512i bytes = _mm512_shuffle_epi8(taps.channels[c], places);
      const auto kept = [&](__m512 tap, int k) IMAGEPIPELINE_INLINE_LAMBDA {
        return _mm512_mask_mov_ps(tap, masks[k], fill_);
      };
      mixed.channels[c] =
          Lerp(Lerp(kept(Tap<0>(bytes), 0), kept(Tap<1>(bytes), 1), weights.x),
               Lerp(kept(Tap<2>(bytes), 2), kept(Tap<3>(bytes), 3), weights.x), weights.y);
    }
    return mixed;
  }

  // Writes `stored` values, and whole vectors where there is `room` for kChannels of them.
  static HWY_INLINE void Store(const Mixed& mixed, int stored, int room, float* to) {
    for (int part = 0; part < kChannels; ++part) {
      const __m512 values = InterleavedFloats<kChannels>(mixed.channels, part);
      const int left = stored - 16 * part;
      if (HWY_LIKELY(room >= 16 * kChannels)) {
        _mm512_storeu_ps(to + 16 * part, values);
      } else if (left > 0) {
        const auto some = static_cast<__mmask16>(left >= 16 ? 0xFFFF : (1 << left) - 1);
        _mm512_mask_storeu_ps(to + 16 * part, some, values);
      }
    }
  }

  // Writes eight pixels to `left` and the other eight behind the eight pixels at `right`.
  static HWY_INLINE void StoreHalves(const Mixed& mixed, float* left, float* right) {
    constexpr int kHalf = 8 * kChannels;
    for (int part = 0; part < kChannels; ++part) {
      const __m512 values = InterleavedFloats<kChannels>(mixed.channels, part);
      const int first = HWY_MIN(HWY_MAX(kHalf - 16 * part, 0), 16);
      const auto lower = static_cast<__mmask16>((1 << first) - 1);
      if (first > 0) _mm512_mask_storeu_ps(left + 16 * part, lower, values);
      if (first < 16)
        _mm512_mask_storeu_ps(right + 16 * part, static_cast<__mmask16>(~lower), values);
    }
  }

 private:
  // Byte kIndex of every lane.
  template <int kIndex>
  static HWY_INLINE __m512 Tap(__m512i quads) {
    const __m512i bytes = _mm512_srli_epi32(quads, 8 * kIndex);
    return _mm512_cvtepi32_ps(_mm512_and_si512(bytes, _mm512_set1_epi32(0xFF)));
  }

  // The bytes of every lane times those of `bytes`. Not a lambda: to Clang, those have no VNNI.
  static HWY_INLINE __m512 Sum(__m512i quads, int bytes) {
    return _mm512_cvtepi32_ps(
        _mm512_dpbusd_epi32(_mm512_setzero_si512(), quads, _mm512_set1_epi32(bytes)));
  }

  static HWY_INLINE __m512 Lerp(__m512 a, __m512 b, __m512 weight) {
    return _mm512_add_ps(a, _mm512_mul_ps(weight, _mm512_sub_ps(b, a)));
  }

  __m512 fill_;
};

#endif  // IMAGEPIPELINE_VNNI

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_FLOAT_MIXER_INL_H_
