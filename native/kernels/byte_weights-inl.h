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
#include "kernels/vnni.h"

IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Two words per pixel, in whatever form MixQuads() wants them.
struct BlockWeights {
  alignas(64) int32_t first[kCoordBlock + kCoordSpare];
  alignas(64) int32_t second[kCoordBlock + kCoordSpare];

  // MakeByteWeights() in every lane. Entries after `count` hold no meaning.
  HWY_INLINE BlockWeights(const CoordBlock& coords, int count) {
    const hn::ScalableTag<float> df;
    const hn::RebindToSigned<decltype(df)> di;
    const auto unit = hn::Set(df, kByteWeightUnit);
    const auto zero = hn::Zero(di), most = hn::Set(di, 0xFFFF), whole = hn::Set(di, 0x10000);
    const auto narrow = [&](auto weight) HWY_ATTR { return hn::Max(zero, hn::Min(weight, most)); };
    for (int j = 0; j < count; j += static_cast<int>(hn::Lanes(df))) {
      const auto x = hn::Mul(hn::Load(df, coords.fx + j), unit);
      const auto fy = hn::Load(df, coords.fy + j);
      const auto right = hn::NearestInt(x), lower = hn::NearestInt(hn::Mul(fy, unit));
      const auto both = hn::NearestInt(hn::Mul(x, fy));
      const auto a = narrow(hn::Add(hn::Sub(hn::Sub(whole, right), lower), both));
      const auto b = narrow(hn::Sub(right, both)), c = narrow(hn::Sub(lower, both));
      Put(hn::Or(a, hn::ShiftLeft<16>(b)), hn::Or(c, hn::ShiftLeft<16>(narrow(both))), j);
    }
  }

 private:
  // a and b, c and d: 16 bits each.
  template <class V>
  HWY_INLINE void Put(V upper, V lower, int j) {
    const hn::DFromV<V> di;
#if IMAGEPIPELINE_VNNI
    // The low and the high bytes, in the order a, c, b, d.
    const auto low = hn::Set(di, 0x00FF00FF);
    const auto shifted =
        hn::ShiftRight<8>(hn::BitCast(hn::RebindToUnsigned<decltype(di)>(), upper));
    hn::Store(hn::Or(hn::And(upper, low), hn::ShiftLeft<8>(hn::And(lower, low))), di, first + j);
    hn::Store(hn::Or(hn::And(hn::BitCast(di, shifted), low), hn::AndNot(low, lower)), di,
              second + j);
#else
    // Minus 32768, so that they are int16.
    const auto half = hn::Set(di, static_cast<int32_t>(0x80008000u));
    hn::Store(hn::Xor(upper, half), di, first + j);
    hn::Store(hn::Xor(lower, half), di, second + j);
#endif
  }
};

// MixBytes() of quads of bytes a, c, b, d with the weights of each.
HWY_INLINE hn::Vec<hn::ScalableTag<int32_t>> MixQuads(hn::Vec<hn::ScalableTag<uint8_t>> quads,
                                                      hn::Vec<hn::ScalableTag<int32_t>> first,
                                                      hn::Vec<hn::ScalableTag<int32_t>> second) {
  const hn::ScalableTag<int32_t> di;
  const hn::ScalableTag<float> df;
  const auto middle = hn::Set(di, 128 * 0x10000);
#if IMAGEPIPELINE_VNNI
  // Twice vpdpbusd: four products of a uint8 and an int8 and their sum at once.
  const auto values = hn::Xor(quads, hn::Set(hn::ScalableTag<uint8_t>(), uint8_t{0x80}));
  const __m512i high = _mm512_dpbusd_epi32(_mm512_setzero_si512(), second.raw, values.raw);
  const __m512i low = _mm512_dpbusd_epi32(middle.raw, first.raw, values.raw);
  const auto sum =
      hn::Add(hn::Vec<decltype(di)>{low}, hn::ShiftLeft<8>(hn::Vec<decltype(di)>{high}));
#else
  const hn::ScalableTag<int16_t> dw;
  const hn::RebindToUnsigned<decltype(dw)> du;
  const auto pairs = hn::BitCast(du, quads);
  const auto offset = hn::Set(dw, int16_t{128});
  const auto upper = hn::Sub(hn::BitCast(dw, hn::And(pairs, hn::Set(du, uint16_t{0xFF}))), offset);
  const auto lower = hn::Sub(hn::BitCast(dw, hn::ShiftRight<8>(pairs)), offset);
  const auto products = [&](auto a, auto b) HWY_ATTR {
    auto rest = hn::Zero(di);
    const auto sums = hn::ReorderWidenMulAccumulate(di, a, b, hn::Zero(di), rest);
    return hn::RearrangeToOddPlusEven(sums, rest);
  };
  // What was taken from the weights.
  const auto taken = products(hn::Add(upper, lower), hn::Set(dw, int16_t{-32768}));
  const auto sum = hn::Sub(hn::Add(hn::Add(middle, products(upper, hn::BitCast(dw, first))),
                                   products(lower, hn::BitCast(dw, second))),
                           taken);
#endif
  return hn::NearestInt(hn::Mul(hn::ConvertTo(df, sum), hn::Set(df, 1 / kByteWeightUnit)));
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_BYTE_WEIGHTS_INL_H_
