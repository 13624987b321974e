// Sums in double, in lanes that do not depend on the vector width, and the range of a row.
#if defined(IMAGEPIPELINE_KERNELS_MOMENTS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_MOMENTS_INL_H_
#undef IMAGEPIPELINE_KERNELS_MOMENTS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_MOMENTS_INL_H_
#endif

#include <cmath>
#include <limits>

#include "hwy/highway.h"
#include "kernels/extremes-inl.h"
#include "kernels/kernel_table.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Lane-wise lanes[k] += step(row[k], k) over groups of `lane_count` values; the last group may be
// short. `vector` and `scalar` are the same step on a vector of doubles and on one double.
template <class VectorStep, class ScalarStep>
HWY_INLINE void AddGroups(const float* row, size_t values, size_t lane_count, double* lanes,
                          const VectorStep& vector, const ScalarStep& scalar) {
  const hn::ScalableTag<double> dd;
  const hn::Rebind<float, decltype(dd)> df;
  for (size_t start = 0; start < values; start += lane_count) {
    const size_t group = HWY_MIN(lane_count, values - start);
    size_t k = 0;
    for (; k + hn::Lanes(dd) <= group; k += hn::Lanes(dd)) {
      const auto v = hn::PromoteTo(dd, hn::LoadU(df, row + start + k));
      hn::StoreU(hn::Add(hn::LoadU(dd, lanes + k), vector(v, k)), dd, lanes + k);
    }
    for (; k < group; ++k) lanes[k] += scalar(static_cast<double>(row[start + k]), k);
  }
}

// The full groups of kMaxStatLanes values, with half of the lanes at a time in registers. Returns
// how many values that were.
template <class VectorStep>
HWY_INLINE size_t AddFullGroups(const float* row, size_t values, double* lanes,
                                const VectorStep& vector) {
  const hn::ScalableTag<double> dd;
  const hn::Rebind<float, decltype(dd)> df;
  constexpr size_t kLanes = HWY_LANES(double);
  const size_t full = values / kMaxStatLanes * kMaxStatLanes;
  for (size_t k = 0; k < kMaxStatLanes; k += 3 * kLanes) {
    auto a = hn::LoadU(dd, lanes + k), b = hn::LoadU(dd, lanes + k + kLanes),
         c = hn::LoadU(dd, lanes + k + 2 * kLanes);
    for (size_t i = k; i < full; i += kMaxStatLanes) {
      a = hn::Add(a, vector(hn::PromoteTo(dd, hn::LoadU(df, row + i)), k));
      b = hn::Add(b, vector(hn::PromoteTo(dd, hn::LoadU(df, row + i + kLanes)), k + kLanes));
      c = hn::Add(c,
                  vector(hn::PromoteTo(dd, hn::LoadU(df, row + i + 2 * kLanes)), k + 2 * kLanes));
    }
    hn::StoreU(a, dd, lanes + k);
    hn::StoreU(b, dd, lanes + k + kLanes);
    hn::StoreU(c, dd, lanes + k + 2 * kLanes);
  }
  return full;
}

template <class VectorStep, class ScalarStep>
HWY_INLINE void AddToLanes(const float* row, size_t values, size_t lane_count, double* lanes,
                           const VectorStep& vector, const ScalarStep& scalar) {
  size_t done = 0;
  if (lane_count == kMaxStatLanes) done = AddFullGroups(row, values, lanes, vector);
  AddGroups(row + done, values - done, lane_count, lanes, vector, scalar);
}

void AddSums(const float* row, size_t values, int64_t channels, double* lanes) {
  using V = hn::Vec<hn::ScalableTag<double>>;
  AddToLanes(
      row, values, static_cast<size_t>(StatLanes(channels)), lanes,
      [](V v, size_t) HWY_ATTR { return v; }, [](double v, size_t) { return v; });
}

void AddSquares(const float* row, size_t values, int64_t channels, const double* lane_means,
                double* lanes) {
  const hn::ScalableTag<double> dd;
  using V = hn::Vec<decltype(dd)>;
  AddToLanes(
      row, values, static_cast<size_t>(StatLanes(channels)), lanes,
      [&](V v, size_t k) HWY_ATTR {
        const V deviation = hn::Sub(v, hn::LoadU(dd, lane_means + k));
        return hn::Mul(deviation, deviation);
      },
      [&](double v, size_t k) {
        const double deviation = v - lane_means[k];
        return deviation * deviation;
      });
}

// Comparisons with NaN are false, so NaN is ignored. A zero is always 0, as in the scalar table.
void MinMax(const float* row, size_t values, float* lo, float* hi) {
  const hn::ScalableTag<float> df;
  constexpr size_t kLanes = HWY_LANES(float);
  auto low = hn::Set(df, *lo), high = hn::Set(df, *hi);
  size_t i = 0;
  for (; i + kLanes <= values; i += kLanes) {
    const auto v = hn::LoadU(df, row + i);
    low = Lesser(v, low);
    high = Greater(v, high);
  }
  alignas(64) float lows[kLanes], highs[kLanes];
  hn::Store(low, df, lows);
  hn::Store(high, df, highs);
  for (size_t k = 0; k < kLanes; ++k) {
    if (lows[k] < *lo) *lo = lows[k];
    if (highs[k] > *hi) *hi = highs[k];
  }
  for (; i < values; ++i) {
    if (row[i] < *lo) *lo = row[i];
    if (row[i] > *hi) *hi = row[i];
  }
  *lo += 0.0f;
  *hi += 0.0f;
}

// NaN in *lo stays.
HWY_INLINE void LowerTo(float v, float* lo) {
  if (v < *lo || std::isnan(v)) *lo = v;
}
HWY_INLINE void RaiseTo(float v, float* hi) {
  if (v > *hi) *hi = v;
}

// For 1 to 4 channels whose pattern repeats after kVectors vectors.
template <int kVectors>
HWY_INLINE void MinMaxByPattern(const float* row, size_t values, size_t channels, float* lo,
                                float* hi) {
  const hn::ScalableTag<float> df;
  using V = hn::Vec<decltype(df)>;
  constexpr size_t kLanes = HWY_LANES(float), kPeriod = kVectors * kLanes;
  size_t i = 0;
  if (values >= kPeriod) {
    V low[kVectors], high[kVectors];
    for (size_t k = 0; k < kVectors; ++k) {
      low[k] = hn::Set(df, std::numeric_limits<float>::infinity());
      high[k] = hn::Neg(low[k]);
    }
    for (; i + kPeriod <= values; i += kPeriod) {
      for (size_t k = 0; k < kVectors; ++k) {
        const V v = hn::LoadU(df, row + i + k * kLanes);
        // Not Ne(), which is false for NaN on some targets.
        const V lower = Lesser(v, low[k]);
        low[k] = hn::IfThenElse(hn::Eq(v, v), lower, v);
        high[k] = Greater(v, high[k]);
      }
    }
    alignas(64) float lows[kPeriod], highs[kPeriod];
    for (size_t k = 0; k < kVectors; ++k) {
      hn::Store(low[k], df, lows + k * kLanes);
      hn::Store(high[k], df, highs + k * kLanes);
    }
    for (size_t k = 0; k < kPeriod; ++k) {
      LowerTo(lows[k], &lo[k % channels]);
      RaiseTo(highs[k], &hi[k % channels]);
    }
  }
  for (; i < values; ++i) {
    LowerTo(row[i], &lo[i % channels]);
    RaiseTo(row[i], &hi[i % channels]);
  }
}

void MinMaxChannels(const float* row, size_t pixels, int64_t channels, float* lo, float* hi) {
  const auto count = static_cast<size_t>(channels);
  if (count == 3) {
    MinMaxByPattern<3>(row, pixels * count, count, lo, hi);
  } else if (count <= 4) {
    MinMaxByPattern<1>(row, pixels * count, count, lo, hi);
  } else {
    for (size_t pixel = 0; pixel < pixels; ++pixel, row += count) {
      for (size_t c = 0; c < count; ++c) {
        LowerTo(row[c], &lo[c]);
        RaiseTo(row[c], &hi[c]);
      }
    }
  }
  for (size_t c = 0; c < count; ++c) {
    lo[c] += 0.0f;
    hi[c] += 0.0f;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_MOMENTS_INL_H_
