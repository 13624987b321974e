// Sixteen pixels of bytes across a border mixed to float32, for targets with VNNI:
// BilinearTaps::Read() in every lane.
#if defined(IMAGEPIPELINE_KERNELS_FLOAT_MIXER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_FLOAT_MIXER_INL_H_
#undef IMAGEPIPELINE_KERNELS_FLOAT_MIXER_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_FLOAT_MIXER_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/byte_cuts-inl.h"
#include "kernels/byte_folds-inl.h"
#include "kernels/coords-inl.h"
#include "kernels/inline_lambda.h"
#include "kernels/tap_quads-inl.h"
#include "kernels/vnni.h"

IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE();
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

  HWY_INLINE Mixed Across(__m512i fx, __m512i fy, const AxisFold& columns, const AxisFold& rows,
                          const TapQuads& taps) const {
    return Mix(fx, fy, taps, FoldPlaces(columns, rows),
               [](__m512 tap, int) IMAGEPIPELINE_INLINE_LAMBDA { return tap; });
  }

  HWY_INLINE Mixed Across(__m512i fx, __m512i fy, const AxisCut& columns, const AxisCut& rows,
                          const TapQuads& taps) const {
    const auto lost = [&](int tap) HWY_ATTR {
      return static_cast<__mmask16>((tap % 2 == 0 ? columns.first_lost : columns.second_lost) |
                                    (tap / 2 == 0 ? rows.first_lost : rows.second_lost));
    };
    const __mmask16 masks[4] = {lost(0), lost(1), lost(2), lost(3)};
    return Mix(fx, fy, taps, CutPlaces(columns, rows),
               [&](__m512 tap, int k) IMAGEPIPELINE_INLINE_LAMBDA {
                 return _mm512_mask_mov_ps(tap, masks[k], fill_);
               });
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

 private:
  // Byte kIndex of every lane.
  template <int kIndex>
  static HWY_INLINE __m512 Tap(__m512i quads) {
    const __m512i bytes = _mm512_srli_epi32(quads, 8 * kIndex);
    return _mm512_cvtepi32_ps(_mm512_and_si512(bytes, _mm512_set1_epi32(0xFF)));
  }

  static HWY_INLINE __m512 Lerp(__m512 a, __m512 b, __m512 weight) {
    return _mm512_add_ps(a, _mm512_mul_ps(weight, _mm512_sub_ps(b, a)));
  }

  // The taps are the bytes of the quads in the order of `places`, as kept(tap, its index) has them.
  template <class Kept>
  static HWY_INLINE Mixed Mix(__m512i fx, __m512i fy, const TapQuads& taps, __m512i places,
                              const Kept& kept) {
    using VU = AxisLanes::VU;
    const __m512 at_x = FloatFractions(VU{fx}).raw, at_y = FloatFractions(VU{fy}).raw;
    Mixed mixed;
    for (int c = 0; c < kChannels; ++c) {
      const __m512i bytes = _mm512_shuffle_epi8(taps.channels[c], places);
      mixed.channels[c] = Lerp(Lerp(kept(Tap<0>(bytes), 0), kept(Tap<1>(bytes), 1), at_x),
                               Lerp(kept(Tap<2>(bytes), 2), kept(Tap<3>(bytes), 3), at_x), at_y);
    }
    return mixed;
  }

  // As CutPlaces() has it.
  static HWY_INLINE __m512i FoldPlaces(const AxisFold& columns, const AxisFold& rows) {
    const __m512i own =
        _mm512_broadcast_i32x4(_mm_setr_epi32(0x03020100, 0x07060504, 0x0B0A0908, 0x0F0E0D0C));
    const auto moved = [](__m512i order, __mmask16 moves, int bits) HWY_ATTR {
      return _mm512_mask_xor_epi32(order, moves, order, _mm512_set1_epi32(bits));
    };
    __m512i order = moved(own, columns.second_takes, 0x00010001);
    order = moved(order, columns.first_takes, 0x01000100);
    order = moved(order, rows.second_takes, 0x00000202);
    return moved(order, rows.first_takes, 0x02020000);
  }

  __m512 fill_;
};

#endif  // IMAGEPIPELINE_VNNI

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_FLOAT_MIXER_INL_H_
