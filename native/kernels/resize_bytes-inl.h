// Resizes of uint8 in strips: as many columns as a vector holds go down the image at once, so that
// the rows between never leave the registers or a few lines of L1. What is computed is defined in
// kernels/byte_axis.h.
#if defined(IMAGEPIPELINE_KERNELS_RESIZE_BYTES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_RESIZE_BYTES_INL_H_
#undef IMAGEPIPELINE_KERNELS_RESIZE_BYTES_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_RESIZE_BYTES_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/byte_axis.h"
#include "kernels/strip_columns-inl.h"
#include "kernels/strip_rows-inl.h"
#include "kernels/strip_words-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Two taps along both axes: the two rows between stay in registers.
template <class Columns>
HWY_INLINE void TwoTapStrip(const ByteBand& band, const Columns& columns, uint8_t* out) {
  const int32_t* first = band.rows->first.data();
  int64_t held = -2;
  auto a = hn::Zero(StripWords()), b = a;
  for (int64_t y = band.begin; y < band.end; ++y, out += band.picks->values) {
    const int64_t row = first[y];
    const uint8_t* in = band.in + row * band.stride_bytes;
    if (row != held) {
      a = row == held + 1 ? b : columns.Negative(in);
      b = columns.Negative(in + band.stride_bytes);
      held = row;
    }
    StoreBytes(Mixed(a, b, band.mixes[y]), out);
  }
}

// Any taps: as many rows between as fit are made first, then the rows of results that they serve.
template <class Columns>
HWY_INLINE void MoreTapStrip(const ByteBand& band, const Columns& columns, uint8_t* out) {
  constexpr int64_t kRows = 4 * kMaxStripTaps;
  HWY_ALIGN int16_t between[kRows * kStripLanes];
  const int32_t* firsts = band.rows->first.data();
  for (int64_t begin = band.begin; begin < band.end;) {
    const int64_t first = firsts[begin];
    int64_t end = begin + 1;
    while (end < band.end && firsts[end] + band.rows->taps - first <= kRows) ++end;
    const uint8_t* in = band.in + first * band.stride_bytes;
    int16_t* to = between;
    for (int64_t row = first; row < firsts[end - 1] + band.rows->taps; ++row) {
      hn::Store(columns.Between(in), StripWords(), to);
      in += band.stride_bytes;
      to += kStripLanes;
    }
    CombineBetween(band, between, first, begin, end, out);
    out += (end - begin) * band.picks->values;
    begin = end;
  }
}

HWY_INLINE uint8_t* StripOf(const ByteBand& band) {
  const auto start = static_cast<int64_t>(band.strip) * kStripLanes;
  return band.out + HWY_MIN(start, band.picks->values - kStripLanes);
}

template <class Columns>
HWY_NOINLINE void ResizeStrip(const ByteBand& band) {
  MoreTapStrip(band, Columns(*band.picks, band.strip), StripOf(band));
}

template <bool kWide>
HWY_NOINLINE void ResizeStripOfTwo(const ByteBand& band) {
  TwoTapStrip(band, TwoTapColumns<kWide>(*band.picks, band.strip), StripOf(band));
}

template <bool kWide>
HWY_INLINE void ResizeBand(const ByteBand& band) {
  const size_t pairs = band.picks->pairs;
  if (pairs == 1 && band.rows->taps == 2) return ResizeStripOfTwo<kWide>(band);
  if (pairs == 1) return ResizeStrip<TwoTapColumns<kWide>>(band);
  if (pairs == 2) return ResizeStrip<MoreTapColumns<kWide, 2>>(band);
  if (pairs == 3) return ResizeStrip<MoreTapColumns<kWide, 3>>(band);
  ResizeStrip<MoreTapColumns<kWide, 0>>(band);
}

void ResizeBytes(const ByteBand& band) {
  if (kStripForm.widens && band.picks->wide) return ResizeBand<kStripForm.widens>(band);
  ResizeBand<false>(band);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_RESIZE_BYTES_INL_H_
