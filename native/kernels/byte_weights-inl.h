// The weights of kernels/byte_mix.h for a block of pixels, and the weighted sum of quads of bytes.
#if defined(IMAGEPIPELINE_KERNELS_BYTE_WEIGHTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_BYTE_WEIGHTS_INL_H_
#undef IMAGEPIPELINE_KERNELS_BYTE_WEIGHTS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_BYTE_WEIGHTS_INL_H_
#endif

#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/byte_mix.h"
#include "kernels/fast_convert-inl.h"
#include "kernels/pair_products-inl.h"
#include "kernels/vnni.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if IMAGEPIPELINE_VNNI
struct ByteWeightOrder {
  uint8_t pairs[64] = {};                // bytes 0 of two vectors, then bytes 1, in every lane
  uint16_t low[32] = {}, high[32] = {};  // the lower halves of two vectors, and the upper ones
  constexpr ByteWeightOrder() {
    for (int i = 0; i < 64; ++i)
      pairs[i] = static_cast<uint8_t>(i / 4 * 4 + i % 4 / 2 + i % 2 * 64);
    for (int i = 0; i < 32; ++i) {
      low[i] = static_cast<uint16_t>(i / 2 * 2 + i % 2 * 32);
      high[i] = static_cast<uint16_t>(low[i] + 1);
    }
  }
};
#endif

// Two words per pixel, in whatever form MixQuads() wants them.
struct BlockWeights {
  alignas(64) int32_t first[kCoordBlock + kCoordSpare];
  alignas(64) int32_t second[kCoordBlock + kCoordSpare];

  // MakeByteWeights() in every lane. Entries after `count` hold no meaning.
  HWY_INLINE void Set(const CoordBlock& coords, int count) {
    const hn::ScalableTag<float> df;
    const hn::RebindToUnsigned<decltype(df)> du;
    const auto units = [&](const float* fractions) HWY_ATTR {
      return hn::BitCast(du, TruncateInRange(hn::Mul(hn::Load(df, fractions), hn::Set(df, 65536))));
    };
    for (int j = 0; j < count; j += static_cast<int>(hn::Lanes(df)))
      SetVector(j, units(coords.fx + j), units(coords.fy + j));
  }

  // Of fractions in 1/65536.
  template <class V>
  HWY_INLINE void SetVector(int j, V right, V lower) {
    const hn::DFromV<V> du;
    const hn::RebindToSigned<decltype(du)> di;
    const auto whole = hn::Set(du, 0x10000), most = hn::Set(du, 0xFFFF);
    const auto upper = hn::Sub(whole, lower);
    const auto b = hn::ShiftRight<16>(hn::Mul(right, upper));
    const auto d = hn::ShiftRight<16>(hn::Mul(right, lower));
    const auto a = hn::Min(hn::Sub(upper, b), most);
    const auto put = [&](auto v) HWY_ATTR { return hn::BitCast(di, v); };
    Put(put(a), put(b), put(hn::Sub(lower, d)), put(d), j);
  }

 private:
  template <class V>
  HWY_INLINE void Put(V a, V b, V c, V d, int j) {
    const hn::DFromV<V> di;
#if IMAGEPIPELINE_VNNI
    // Their low and their high bytes, each in the order a, c, b, d.
    alignas(64) static constexpr ByteWeightOrder kOrder;
    const __m512i pairs = _mm512_load_si512(kOrder.pairs);
    const __m512i ac = _mm512_permutex2var_epi8(a.raw, pairs, c.raw);
    const __m512i bd = _mm512_permutex2var_epi8(b.raw, pairs, d.raw);
    const __m512i low = _mm512_permutex2var_epi16(ac, _mm512_load_si512(kOrder.low), bd);
    const __m512i high = _mm512_permutex2var_epi16(ac, _mm512_load_si512(kOrder.high), bd);
    hn::Store(V{low}, di, first + j);
    hn::Store(V{high}, di, second + j);
#else
    // Minus 32768, so that they are int16.
    const auto half = hn::Set(di, static_cast<int32_t>(0x80008000u));
    hn::Store(hn::Xor(hn::Or(a, hn::ShiftLeft<16>(b)), half), di, first + j);
    hn::Store(hn::Xor(hn::Or(c, hn::ShiftLeft<16>(d)), half), di, second + j);
#endif
  }
};

// Sixteen fractional bits of a mix, half a unit added: what RoundedMix() rounds.
constexpr int32_t kMixBits = 16, kMixHalf = 1 << (kMixBits - 1);

// The sums of MixBytes() for quads of bytes a, c, b, d with the weights of each, plus kMixHalf.
HWY_INLINE hn::Vec<hn::ScalableTag<int32_t>> MixQuads(hn::Vec<hn::ScalableTag<uint8_t>> quads,
                                                      hn::Vec<hn::ScalableTag<int32_t>> first,
                                                      hn::Vec<hn::ScalableTag<int32_t>> second) {
  const hn::ScalableTag<int32_t> di;
  constexpr int32_t kStart = 128 * 0x10000 + kMixHalf;
#if IMAGEPIPELINE_VNNI
  // Twice vpdpbusd: four products of a uint8 and an int8 and their sum at once.
  const auto values = hn::Xor(quads, hn::Set(hn::ScalableTag<uint8_t>(), uint8_t{0x80}));
  const __m512i high = _mm512_dpbusd_epi32(_mm512_set1_epi32(kStart >> 8), second.raw, values.raw);
  return hn::Vec<decltype(di)>{
      _mm512_dpbusd_epi32(_mm512_slli_epi32(high, 8), first.raw, values.raw)};
#else
  const hn::ScalableTag<int16_t> dw;
  const hn::RebindToUnsigned<decltype(dw)> du;
  const auto pairs = hn::BitCast(du, quads);
  const auto offset = hn::Set(dw, int16_t{128});
  const auto upper = hn::Sub(hn::BitCast(dw, hn::And(pairs, hn::Set(du, uint16_t{0xFF}))), offset);
  const auto lower = hn::Sub(hn::BitCast(dw, hn::ShiftRight<8>(pairs)), offset);
  // What was taken from the weights.
  const auto taken = PairProducts(di, hn::Add(upper, lower), hn::Set(dw, int16_t{-32768}));
  return hn::Sub(
      hn::Add(hn::Add(hn::Set(di, kStart), PairProducts(di, upper, hn::BitCast(dw, first))),
              PairProducts(di, lower, hn::BitCast(dw, second))),
      taken);
#endif
}

// What MixQuads() yields as whole numbers; halves go to the even one.
template <class V>
HWY_INLINE V RoundedMix(V sums) {
  const hn::DFromV<V> di;
  const auto raised = hn::ShiftRight<kMixBits>(sums);
  const auto fraction = hn::And(sums, hn::Set(di, 2 * kMixHalf - 1));
  const auto tie = hn::VecFromMask(di, hn::Eq(fraction, hn::Zero(di)));
  return hn::AndNot(hn::And(tie, hn::Set(di, 1)), raised);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_BYTE_WEIGHTS_INL_H_
