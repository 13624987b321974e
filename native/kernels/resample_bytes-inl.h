// The two halves of a separable resize of uint8, as kernels/byte_axis.h defines them.
#if defined(IMAGEPIPELINE_KERNELS_RESAMPLE_BYTES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_RESAMPLE_BYTES_INL_H_
#undef IMAGEPIPELINE_KERNELS_RESAMPLE_BYTES_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_RESAMPLE_BYTES_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/byte_axis.h"
#include "kernels/pair_products-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Pixels [begin, end), value by value.
HWY_INLINE void ResampleSomeBytes(const uint8_t* in, int64_t channels, const ByteAxis& axis,
                                  int64_t begin, int64_t end, int16_t* out) {
  for (int64_t i = begin; i < end; ++i) {
    const int16_t* weights = axis.weights.data() + i * axis.taps;
    const uint8_t* taps = in + axis.first[static_cast<size_t>(i)] * channels;
    for (int64_t c = 0; c < channels; ++c) {
      int32_t sum = 0;
      for (int64_t t = 0; t < axis.taps; ++t) sum += weights[t] * taps[t * channels + c];
      out[i * channels + c] = BetweenHalves(sum);
    }
  }
}

// 3 or 4 channels, a pixel at a time: two taps of all channels are one product.
template <int64_t kChannels>
HWY_INLINE void ResampleFewBytes(const uint8_t* in, const ByteAxis& axis, int16_t* out) {
  const hn::Full128<uint8_t> d;
  const hn::Full128<int16_t> dw;
  const hn::Full128<int32_t> di;
  constexpr uint8_t kZero = 0x80, kNext = kChannels;
  alignas(16) static constexpr uint8_t kOrder[16] = {
      0, kZero, kNext,     kZero, 1, kZero, kNext + 1, kZero,  //
      2, kZero, kNext + 2, kZero, 3, kZero, kNext + 3, kZero};
  const auto order = hn::Load(d, kOrder);
  // Eight bytes are read where two taps lie, and four results written where a pixel's are.
  int64_t end = axis.output_size - 1;
  const int64_t row_bytes = axis.input_size * kChannels;
  const auto reads_beyond = [&](int64_t i) {
    return (axis.first[static_cast<size_t>(i)] + axis.taps - 2) * kChannels + 8 > row_bytes;
  };
  while (end > 0 && reads_beyond(end - 1)) --end;
  for (int64_t i = 0; i < end; ++i) {
    const int16_t* weights = axis.weights.data() + i * axis.taps;
    const uint8_t* taps = in + axis.first[static_cast<size_t>(i)] * kChannels;
    auto sum = hn::Set(di, kBetweenHalf);
    for (int64_t t = 0; t < axis.taps; t += 2) {
      const auto bytes = hn::ZeroExtendVector(d, hn::LoadU(hn::Half<decltype(d)>(), taps));
      int32_t pair;
      hwy::CopyBytes<sizeof(pair)>(weights + t, &pair);
      sum = hn::Add(sum, PairProducts(di, hn::BitCast(dw, hn::TableLookupBytesOr0(bytes, order)),
                                      hn::BitCast(dw, hn::Set(di, pair))));
      taps += 2 * kChannels;
    }
    const hn::Half<decltype(dw)> half;
    hn::StoreU(hn::DemoteTo(half, hn::ShiftRight<kBetweenBits>(sum)), half, out + i * kChannels);
  }
  ResampleSomeBytes(in, kChannels, axis, HWY_MAX(end, int64_t{0}), axis.output_size, out);
}

void ResampleBytes(const uint8_t* in, int64_t channels, const ByteAxis& axis, int16_t* out) {
  if (channels == 3) return ResampleFewBytes<3>(in, axis, out);
  if (channels == 4) return ResampleFewBytes<4>(in, axis, out);
  ResampleSomeBytes(in, channels, axis, 0, axis.output_size, out);
}

// RoundedByte() in every lane.
template <class V>
HWY_INLINE V RoundedBytes(V sum) {
  const hn::DFromV<V> di;
  const auto odd = hn::And(hn::ShiftRight<kByteSumBits>(sum), hn::Set(di, 1));
  return hn::ShiftRight<kByteSumBits>(hn::Add(hn::Add(sum, odd), hn::Set(di, kByteSumHalf - 1)));
}

void CombineBytes(const int16_t* const* rows, const int16_t* weights, int64_t taps, size_t values,
                  uint8_t* out) {
  const hn::ScalableTag<int16_t> dw;
  const hn::ScalableTag<int32_t> di;
  const hn::Rebind<uint8_t, decltype(dw)> d;
  size_t i = 0;
  for (; i + hn::Lanes(dw) <= values; i += hn::Lanes(dw)) {
    auto low = hn::Zero(di), high = hn::Zero(di);
    for (int64_t t = 0; t < taps; t += 2) {
      const auto a = hn::LoadU(dw, rows[t] + i), b = hn::LoadU(dw, rows[t + 1] + i);
      int32_t pair;
      hwy::CopyBytes<sizeof(pair)>(weights + t, &pair);
      const auto both = hn::BitCast(dw, hn::Set(di, pair));
      // Interleaved in every 128 bits, and put together again there.
      low = hn::Add(low, PairProducts(di, hn::InterleaveLower(dw, a, b), both));
      high = hn::Add(high, PairProducts(di, hn::InterleaveUpper(dw, a, b), both));
    }
    const auto words = hn::ReorderDemote2To(dw, RoundedBytes(low), RoundedBytes(high));
    hn::StoreU(hn::DemoteTo(d, words), d, out + i);
  }
  for (; i < values; ++i) {
    int32_t sum = 0;
    for (int64_t t = 0; t < taps; ++t) sum += weights[t] * rows[t][i];
    out[i] = RoundedByte(sum);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_RESAMPLE_BYTES_INL_H_
