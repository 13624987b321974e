// Normal deviates, a counter of Philox in every lane. The arithmetic is NormalOf()'s.
#if defined(IMAGEPIPELINE_KERNELS_NOISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_NOISE_INL_H_
#undef IMAGEPIPELINE_KERNELS_NOISE_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_NOISE_INL_H_
#endif

#include <cstring>

#include "hwy/highway.h"
#include "kernels/normal.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Both halves of the 64-bit products.
template <class V>
HWY_INLINE void MultiplyWords(V words, V factor, V* high, V* low) {
  const hn::DFromV<V> du;
  const hn::RepartitionToWide<decltype(du)> dw;
  const auto even = hn::MulEven(words, factor);
  const auto odd = hn::MulEven(hn::BitCast(du, hn::ShiftRight<32>(hn::BitCast(dw, words))), factor);
  *high = hn::OddEven(hn::BitCast(du, odd), hn::BitCast(du, hn::ShiftRight<32>(even)));
  *low = hn::OddEven(hn::BitCast(du, hn::ShiftLeft<32>(odd)), hn::BitCast(du, even));
}

// Philox4x32() in every lane, in place.
template <class V>
HWY_INLINE void PhiloxLanes(PhiloxKey key, V* c) {
  const hn::DFromV<V> du;
  const V multiplier0 = hn::Set(du, 0xD2511F53u), multiplier1 = hn::Set(du, 0xCD9E8D57u);
  for (int round = 0; round < 10; ++round) {
    V high0, low0, high1, low1;
    MultiplyWords(c[0], multiplier0, &high0, &low0);
    MultiplyWords(c[2], multiplier1, &high1, &low1);
    c[0] = hn::Xor(hn::Xor(high1, c[1]), hn::Set(du, key[0]));
    c[2] = hn::Xor(hn::Xor(high0, c[3]), hn::Set(du, key[1]));
    c[1] = low1;
    c[3] = low0;
    key = {key[0] + 0x9E3779B9u, key[1] + 0xBB67AE85u};
  }
}

// c[0] + x (c[1] + x (c[2] + x c[3])).
template <class V>
HWY_INLINE V Cubic(V x, const float* c) {
  const hn::DFromV<V> df;
  V sum = hn::Set(df, c[3]);
  for (int i = 2; i >= 0; --i) sum = hn::Add(hn::Set(df, c[i]), hn::Mul(x, sum));
  return sum;
}

template <class V>
HWY_INLINE hn::Vec<hn::RebindToFloat<hn::DFromV<V>>> NormalLanes(V words) {
  const hn::DFromV<V> du;
  const hn::RebindToSigned<decltype(du)> di;
  const hn::RebindToFloat<decltype(du)> df;
  const auto one = hn::Set(df, 1.0f);
  const auto k = hn::BitCast(di, hn::And(words, hn::Set(du, 0x7FFFFFFFu)));
  const auto bits = hn::BitCast(di, hn::Add(hn::ConvertTo(df, k), hn::Set(df, 0.5f)));
  const auto exponent = hn::ShiftRight<23>(hn::Sub(bits, hn::Set(di, normal::kSqrtHalfBits)));
  const auto m = hn::BitCast(df, hn::Sub(bits, hn::ShiftLeft<23>(exponent)));
  const auto u = hn::Div(hn::Sub(m, one), hn::Add(m, one));
  const auto square = hn::Mul(u, u);
  const auto log_m =
      hn::Mul(hn::Add(u, u), hn::Add(one, hn::Mul(square, Cubic(square, normal::kLog + 1))));
  const auto steps = hn::Sub(hn::Set(df, 32.0f), hn::ConvertTo(df, exponent));
  const auto minus_log = hn::Sub(hn::Mul(steps, hn::Set(df, normal::kLog2)), log_m);
  const auto t = hn::Sub(hn::Sqrt(minus_log), hn::Set(df, normal::kSqrtLog2));
  const auto z = hn::Div(hn::Mul(t, Cubic(t, normal::kN)), Cubic(t, normal::kD));
  return hn::Xor(z, hn::BitCast(df, hn::And(words, hn::Set(du, 0x80000000u))));
}

// All kNoiseGroup values of one group.
HWY_INLINE void NormalGroup(const PhiloxKey& key, const PhiloxCounter& counter, float* out) {
  const hn::ScalableTag<float> df;
  const hn::RebindToUnsigned<decltype(df)> du;
  for (size_t lane = 0; lane < kNoiseCounters; lane += hn::Lanes(du)) {
    hn::Vec<decltype(du)> words[4] = {hn::Iota(du, static_cast<uint32_t>(counter[0] + lane)),
                                      hn::Set(du, counter[1]), hn::Set(du, counter[2]),
                                      hn::Set(du, counter[3])};
    PhiloxLanes(key, words);
    for (size_t w = 0; w < 4; ++w)
      hn::StoreU(NormalLanes(words[w]), df, out + w * kNoiseCounters + lane);
  }
}

void Normals(const PhiloxKey& key, int64_t row, uint64_t first, size_t count, float* out) {
  const uint64_t end = first + count;
  while (first < end) {
    const uint64_t group = first / kNoiseGroup;
    const PhiloxCounter counter = GroupCounter(row, group);
    const size_t skipped = first % kNoiseGroup;
    const size_t taken = static_cast<size_t>(HWY_MIN(end - first, kNoiseGroup - skipped));
    if (taken == kNoiseGroup) {
      NormalGroup(key, counter, out);
    } else {
      float values[kNoiseGroup];
      NormalGroup(key, counter, values);
      std::memcpy(out, values + skipped, taken * sizeof(float));
    }
    out += taken;
    first += taken;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_NOISE_INL_H_
