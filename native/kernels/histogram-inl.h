// Bins of values in vectors; counting and looking up, one by one.
#if defined(IMAGEPIPELINE_KERNELS_HISTOGRAM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_HISTOGRAM_INL_H_
#undef IMAGEPIPELINE_KERNELS_HISTOGRAM_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_HISTOGRAM_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/color-inl.h"
#include "kernels/extremes-inl.h"
#include "kernels/histogram.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// So many values that their bins stay in the first-level cache.
constexpr size_t kBinBlock = 1024;

// BinOf() of `count` values.
HWY_INLINE void BinsOf(const float* values, size_t count, const BinRule& rule, int32_t* bins) {
  const hn::ScalableTag<float> df;
  const hn::RebindToSigned<decltype(df)> di;
  const auto scale = hn::Set(df, rule.scale), offset = hn::Set(df, rule.offset);
  const auto last = hn::Set(df, static_cast<float>(rule.count - 1)), white = hn::Set(df, 255);
  const auto nan_bin = hn::Set(di, rule.count);
  size_t i = 0;
  for (; i + hn::Lanes(df) <= count; i += hn::Lanes(df)) {
    const auto byte = hn::Add(hn::Mul(hn::LoadU(df, values + i), scale), offset);
    const auto bin = hn::Div(hn::Mul(byte, last), white);
    const auto positive = Greater(bin, hn::Zero(df));
    const auto bounded = Lesser(last, positive);
    // Not Ne(), which is false for NaN on some targets.
    const auto is_number = hn::RebindMask(di, hn::Eq(bin, bin));
    hn::StoreU(hn::IfThenElse(is_number, hn::ConvertTo(di, bounded), nan_bin), di, bins + i);
  }
  for (; i < count; ++i) bins[i] = BinOf(rule, values[i]);
}

void AddHistogram(const float* row, size_t pixels, int64_t channels, const BinRule& rule,
                  uint64_t* counts) {
  int32_t bins[kBinBlock];
  const size_t stride = BinStride(rule), values = pixels * static_cast<size_t>(channels);
  const uint64_t* const end = counts + stride * static_cast<size_t>(channels);
  uint64_t* channel = counts;
  for (size_t start = 0; start < values; start += kBinBlock) {
    const size_t block = HWY_MIN(kBinBlock, values - start);
    BinsOf(row + start, block, rule, bins);
    for (size_t i = 0; i < block; ++i) {
      ++channel[bins[i]];
      channel += stride;
      channel = channel == end ? counts : channel;
    }
  }
}

void LookUpChannels(float* row, size_t pixels, int64_t channels, const ChannelTable& table) {
  int32_t bins[kBinBlock];
  const auto count = static_cast<size_t>(channels);
  const size_t stride = BinStride(table.rule), values = pixels * count;
  for (size_t start = 0; start < values; start += kBinBlock) {
    const size_t block = HWY_MIN(kBinBlock, values - start);
    float* block_row = row + start;
    BinsOf(block_row, block, table.rule, bins);
    for (const int64_t changed : table.changed) {
      const auto c = static_cast<size_t>(changed);
      const float* entries = table.entries.data() + c * stride;
      for (size_t i = (c + count - start % count) % count; i < block; i += count)
        block_row[i] = entries[bins[i]];
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_HISTOGRAM_INL_H_
