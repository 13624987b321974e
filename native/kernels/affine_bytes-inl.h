// Bilinear samples of bytes of 3 or 4 channels along an affine run, sixteen pixels at a time, for
// targets with VNNI: the results of sample_bytes-inl.h in half the time. A channel of all pixels
// shares a vector, so that weights serve as they are computed.
#if defined(IMAGEPIPELINE_KERNELS_AFFINE_BYTES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_AFFINE_BYTES_INL_H_
#undef IMAGEPIPELINE_KERNELS_AFFINE_BYTES_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_AFFINE_BYTES_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/affine_runs-inl.h"
#include "kernels/byte_folds-inl.h"
#include "kernels/byte_weights-inl.h"
#include "kernels/coords-inl.h"
#include "kernels/taps-inl.h"
#include "kernels/vnni.h"

IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {

#if IMAGEPIPELINE_VNNI

// The taps of a pixel, eight bytes of each row.
HWY_INLINE __m128i PixelTaps(const uint8_t* upper, const uint8_t* lower) {
  const __m128i low = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(upper));
  return _mm_castps_si128(
      _mm_loadh_pi(_mm_castsi128_ps(low), reinterpret_cast<const __m64*>(lower)));
}

// Of four pixels, four places apart in `offsets`.
HWY_INLINE __m512i FourPixelTaps(const uint8_t* row, const uint8_t* next_row,
                                 const uint32_t* offsets) {
  const auto taps = [&](int k) HWY_ATTR {
    return PixelTaps(row + offsets[4 * k], next_row + offsets[4 * k]);
  };
  const auto two = [&](int k) HWY_ATTR {
    return _mm256_inserti128_si256(_mm256_castsi128_si256(taps(k)), taps(k + 1), 1);
  };
  return _mm512_inserti64x4(_mm512_castsi256_si512(two(0)), two(2), 1);
}

// Of sixteen pixels, the four taps of channel c of each in a lane of channels[c].
struct TapQuads {
  __m512i channels[4];
};

// The bytes of the taps a, b, c and d of every channel, of which the first is at `skipped`.
template <int kChannels>
HWY_INLINE __m512i QuadOrder(int8_t skipped) {
  alignas(16) static constexpr auto kOrder = [] {
    struct Order {
      int8_t bytes[16];
    } order = {};
    for (int i = 0; i < 16; ++i) {
      const int channel = i / 4 % kChannels;
      order.bytes[i] = static_cast<int8_t>(channel + i % 2 * kChannels + i % 4 / 2 * 8);
    }
    return order;
  }();
  const __m128i order = _mm_load_si128(reinterpret_cast<const __m128i*>(kOrder.bytes));
  return _mm512_add_epi8(_mm512_broadcast_i32x4(order), _mm512_set1_epi8(skipped));
}

HWY_INLINE TapQuads LoadQuads(const uint8_t* row, const uint8_t* next_row, const uint32_t* offsets,
                              __m512i order) {
  const auto quads = [&](int k) HWY_ATTR {
    return _mm512_shuffle_epi8(FourPixelTaps(row, next_row, offsets + k), order);
  };
  // Transposed, so that lane 4 block + k is pixel 4 block + k.
  const __m512i v0 = quads(0), v1 = quads(1), v2 = quads(2), v3 = quads(3);
  const __m512i low01 = _mm512_unpacklo_epi32(v0, v1), low23 = _mm512_unpacklo_epi32(v2, v3);
  const __m512i high01 = _mm512_unpackhi_epi32(v0, v1), high23 = _mm512_unpackhi_epi32(v2, v3);
  return {{_mm512_unpacklo_epi64(low01, low23), _mm512_unpackhi_epi64(low01, low23),
           _mm512_unpacklo_epi64(high01, high23), _mm512_unpackhi_epi64(high01, high23)}};
}

// The sums of MixBytes() plus `more`, rounded; the result is byte 2 of each lane.
HWY_INLINE __m512i MixLanes(__m512i quads, const ByteQuadWeights& weights, __m512i more) {
  constexpr int32_t kStart = 128 * 0x10000 + kMixHalf;
  const __m512i values = _mm512_xor_si512(quads, _mm512_set1_epi8(static_cast<char>(0x80)));
  const __m512i high = _mm512_dpbusd_epi32(_mm512_set1_epi32(kStart >> 8), weights.high, values);
  const __m512i start = _mm512_add_epi32(_mm512_slli_epi32(high, 8), more);
  const __m512i sum = _mm512_dpbusd_epi32(start, weights.low, values);
  // Halves go to the even byte.
  const __mmask16 tie = _mm512_testn_epi32_mask(sum, _mm512_set1_epi32(2 * kMixHalf - 1));
  return _mm512_mask_andnot_epi32(sum, tie, _mm512_set1_epi32(0x10000), sum);
}

// Sixteen pixels of mixed channels, without gaps.
template <int kChannels>
HWY_INLINE __m512i Interleaved(const TapQuads& mixed) {
  alignas(64) static constexpr auto kOrders = [] {
    struct Orders {
      uint8_t bytes[4][64];
    } orders = {};
    // Step c keeps what the steps before it have put in place, and fills in channel c.
    for (int c = 1; c < kChannels; ++c) {
      for (int i = 0; i < 16 * kChannels; ++i) {
        const int from = i / kChannels * 4 + 2, channel = i % kChannels;
        const int kept = c == 1 ? from : i;
        orders.bytes[c][i] = static_cast<uint8_t>(channel < c ? kept : 64 + from);
      }
    }
    return orders;
  }();
  __m512i all = mixed.channels[0];
  for (int c = 1; c < kChannels; ++c) {
    all = _mm512_permutex2var_epi8(all, _mm512_load_si512(kOrders.bytes[c]), mixed.channels[c]);
  }
  return all;
}

// An affine run of an image of at least 2 x 2 pixels.
template <int kChannels>
class AffineByteRun {
 public:
  // `start` has half a unit added.
  HWY_INLINE AffineByteRun(const ConstImage& source, const TapSpace& space, const BlockStart& start,
                           int count, FillMode fill_mode, uint8_t fill, uint8_t* out)
      : data_(source.data),
        next_row_(source.data + source.stride_bytes),
        space_(space),
        start_(start),
        x_steps_(start.x.step),
        y_steps_(start.y.step),
        count_(count),
        fill_mode_(fill_mode),
        fill_(fill),
        out_(out) {}

  // The pixels [begin, end), all of whose taps lie inside.
  HWY_INLINE void Inside(int begin, int end) const {
    const BlockStart from = Advanced(start_, begin);
    AxisLanes x(x_steps_, from.x.at), y(y_steps_, from.y.at);
    const __m512i order = QuadOrder<kChannels>(0);
    alignas(64) uint32_t offsets[kPixels];
    for (int j = begin; j < end; j += kPixels, x.Next(), y.Next()) {
      const __m512i all = Offsets(x.whole().raw, y.whole().raw);
      const __mmask16 valid = FirstOf(end - j);
      Keep(_mm512_maskz_mov_epi32(valid, all), offsets);
      const ByteQuadWeights weights =
          SplitWeights(MakeColumnWeights(x.fraction().raw, y.fraction().raw));
      const TapQuads taps = LoadQuads(data_, next_row_, offsets, order);
      Store(Mixed(taps, weights, _mm512_setzero_si512()), j, end);
    }
  }

  // The pixels [begin, end), wherever they lie. Calls other(j, end) for those that need more than
  // two neighbours.
  template <class Other>
  HWY_INLINE void Across(int begin, int end, const Other& other) const {
    const BlockStart from = Advanced(start_, begin);
    AxisLanes x(x_steps_, from.x.at), y(y_steps_, from.y.at);
    for (int j = begin; j < end; j += kPixels, x.Next(), y.Next()) {
      const __mmask16 valid = FirstOf(end - j);
      const AxisFold columns = FoldPairs(fill_mode_, x.whole().raw, space_.width);
      const AxisFold rows = FoldPairs(fill_mode_, y.whole().raw, space_.height);
      const __m512i own = Offsets(columns.pair, rows.pair);
      // Lanes after the end read what the first one does.
      const __m512i offset = _mm512_mask_permutexvar_epi32(
          own, static_cast<__mmask16>(~valid), _mm512_setzero_si512(), own);
      const bool at_end = _mm512_cmpgt_epi32_mask(offset, _mm512_set1_epi32(LastOffset())) != 0;
      const bool at_start = _mm512_testn_epi32_mask(offset, offset) != 0;
      if (HWY_UNLIKELY(((columns.fails | rows.fails) & valid) != 0 || (at_end && at_start))) {
        other(j, HWY_MIN(end, j + kPixels));
        continue;
      }
      const ColumnWeights whole = MakeColumnWeights(x.fraction().raw, y.fraction().raw);
      const ColumnWeights kept = FoldRows(rows, FoldColumns(columns, whole));
      __m512i more = _mm512_setzero_si512();
      if (fill_mode_ == FillMode::kConstant) {
        const __m512i lost = _mm512_sub_epi32(SumOfWeights(whole), SumOfWeights(kept));
        more = _mm512_mullo_epi32(lost, _mm512_set1_epi32(fill_ - 128));
      }
      alignas(64) uint32_t offsets[kPixels];
      Keep(offset, offsets);
      const int skipped = at_end ? kOverrun : 0;
      const TapQuads taps = LoadQuads(data_ - skipped, next_row_ - skipped, offsets,
                                      QuadOrder<kChannels>(static_cast<int8_t>(skipped)));
      Store(Mixed(taps, SplitWeights(kept), more), j, end);
    }
  }

 private:
  static constexpr int kPixels = 16;
  // Bytes that a load of two pixels reads beyond them.
  static constexpr int kOverrun = 8 - 2 * kChannels;

  static HWY_INLINE __mmask16 FirstOf(int count) {
    return static_cast<__mmask16>(count >= kPixels ? 0xFFFF : (1 << count) - 1);
  }
  // The compiler would take scalars out of a vector that it knows, which are three shuffles each.
  static HWY_INLINE void Keep(__m512i offsets, uint32_t* kept) {
    _mm512_store_si512(kept, offsets);
#if !HWY_COMPILER_MSVC
    asm("" : "+m"(*reinterpret_cast<uint32_t(*)[kPixels]>(kept)));
#endif
  }
  // Behind it, a load in the lower row would reach beyond the image.
  HWY_INLINE int32_t LastOffset() const {
    return (space_.height - 2) * space_.stride_bytes + (space_.width - 2) * kChannels - kOverrun;
  }
  HWY_INLINE __m512i Offsets(__m512i x, __m512i y) const {
    return _mm512_add_epi32(_mm512_mullo_epi32(y, _mm512_set1_epi32(space_.stride_bytes)),
                            _mm512_mullo_epi32(x, _mm512_set1_epi32(kChannels)));
  }
  static HWY_INLINE TapQuads Mixed(const TapQuads& taps, const ByteQuadWeights& weights,
                                   __m512i more) {
    TapQuads mixed = {};
    for (int c = 0; c < kChannels; ++c)
      mixed.channels[c] = MixLanes(taps.channels[c], weights, more);
    return mixed;
  }
  // Pixels from j on. What spills over belongs to pixels that are written later.
  HWY_INLINE void Store(const TapQuads& mixed, int j, int end) const {
    const __m512i bytes = Interleaved<kChannels>(mixed);
    uint8_t* to = out_ + j * kChannels;
    if (HWY_LIKELY((count_ - j) * kChannels >= 64)) return _mm512_storeu_si512(to, bytes);
    const int stored = HWY_MIN(kPixels, end - j) * kChannels;
    _mm512_mask_storeu_epi8(to, stored == 64 ? ~__mmask64{0} : (__mmask64{1} << stored) - 1, bytes);
  }

  const uint8_t* data_;
  const uint8_t* next_row_;
  const TapSpace& space_;
  const BlockStart& start_;
  const AxisSteps x_steps_, y_steps_;
  int count_;
  FillMode fill_mode_;
  uint8_t fill_;
  uint8_t* out_;
};

#endif  // IMAGEPIPELINE_VNNI

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_AFFINE_BYTES_INL_H_
