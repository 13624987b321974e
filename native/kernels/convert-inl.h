// Rows to float32 and back, and rounding in place. Nothing is converted to an integer before its
// range is known.
#if defined(IMAGEPIPELINE_KERNELS_CONVERT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_CONVERT_INL_H_
#undef IMAGEPIPELINE_KERNELS_CONVERT_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_CONVERT_INL_H_
#endif

#include <type_traits>

#include "hwy/highway.h"
#include "kernels/convert.h"
#include "kernels/extremes-inl.h"
#include "kernels/fast_convert-inl.h"
#include "kernels/pixel.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Lanes(df) values of type T at `p`, exactly those bytes.
template <class DF, typename T>
HWY_INLINE hn::Vec<DF> LoadAsFloat(DF df, const T* p) {
  const hn::RebindToSigned<DF> di;
  if constexpr (sizeof(T) < sizeof(float)) {
    return hn::ConvertTo(df, hn::PromoteTo(di, hn::LoadU(hn::Rebind<T, DF>(), p)));
  } else {
    return hn::ConvertTo(df, hn::LoadU(di, p));
  }
}
template <class DF>
HWY_INLINE hn::Vec<DF> LoadAsFloat(DF df, const float* p) {
  return hn::LoadU(df, p);
}

// Within 0..highest; NaN is 0.
template <class DF>
HWY_INLINE hn::Vec<DF> ClampFromZero(DF df, hn::Vec<DF> v, hn::Vec<DF> highest) {
  return Lesser(Greater(v, hn::Zero(df)), highest);
}

// RoundTo<T>() in int32 lanes.
template <typename T, class DF>
HWY_INLINE hn::Vec<hn::RebindToSigned<DF>> RoundToInt(DF df, hn::Vec<DF> v) {
  [[maybe_unused]] const hn::RebindToSigned<DF> di;
  const auto highest = hn::Set(df, static_cast<float>(std::numeric_limits<T>::max()));
  if constexpr (sizeof(T) < sizeof(float)) {
    static_assert(std::is_unsigned_v<T>);
    return RoundInRange(ClampFromZero(df, v, highest));
  } else {
    const auto lowest = hn::Set(df, static_cast<float>(std::numeric_limits<T>::min()));
    const auto number = hn::IfThenElseZero(hn::Eq(v, v), v);
    const auto raised = Greater(lowest, number);
    const auto over = hn::Ge(raised, highest);
    const auto rounded = hn::NearestInt(hn::IfThenZeroElse(over, raised));
    const auto largest = hn::Set(di, std::numeric_limits<int32_t>::max());
    return hn::IfThenElse(hn::RebindMask(di, over), largest, rounded);
  }
}

template <typename T>
HWY_INLINE void LoadRowAs(const void* in, size_t count, float* out) {
  const hn::ScalableTag<float> df;
  const auto* bytes = static_cast<const uint8_t*>(in);
  size_t i = 0;
  for (; i + hn::Lanes(df) <= count; i += hn::Lanes(df)) {
    const auto* values = reinterpret_cast<const T*>(bytes + i * sizeof(T));
    hn::StoreU(LoadAsFloat(df, values), df, out + i);
  }
  for (; i < count; ++i) out[i] = ReadValue<T>(bytes, static_cast<int64_t>(i));
}

// NaN as the one NaN that results have.
template <class V>
HWY_INLINE V OneNaN(V v) {
  const hn::DFromV<V> df;
  const hn::RebindToUnsigned<decltype(df)> du;
  return hn::IfThenElse(hn::Eq(v, v), v, hn::BitCast(df, hn::Set(du, kStoredNanBits)));
}

template <typename T>
HWY_INLINE void StoreRowAs(const float* in, size_t count, void* out) {
  const hn::ScalableTag<float> df;
  auto* bytes = static_cast<uint8_t*>(out);
  size_t i = 0;
  for (; i + hn::Lanes(df) <= count; i += hn::Lanes(df)) {
    const auto v = hn::LoadU(df, in + i);
    auto* values = reinterpret_cast<T*>(bytes + i * sizeof(T));
    if constexpr (std::is_same_v<T, float>) {
      hn::StoreU(OneNaN(v), df, values);
    } else if constexpr (std::is_same_v<T, int32_t>) {
      hn::StoreU(RoundToInt<T>(df, v), hn::RebindToSigned<decltype(df)>(), values);
    } else {
      const hn::Rebind<T, decltype(df)> dt;
      hn::StoreU(hn::DemoteTo(dt, RoundToInt<T>(df, v)), dt, values);
    }
  }
  for (; i < count; ++i) WriteValue<T>(in[i], out, i);
}

template <typename T>
HWY_INLINE void QuantizeAs(float* row, size_t values) {
  const hn::ScalableTag<float> df;
  size_t i = 0;
  for (; i + hn::Lanes(df) <= values; i += hn::Lanes(df)) {
    const auto rounded = RoundToInt<T>(df, hn::LoadU(df, row + i));
    hn::StoreU(hn::ConvertTo(df, rounded), df, row + i);
  }
  for (; i < values; ++i) row[i] = QuantizeValue<T>(row[i]);
}

void LoadRow(const void* in, DType dtype, size_t count, float* out) {
  switch (dtype) {
    case DType::kUint8:
      return LoadRowAs<uint8_t>(in, count, out);
    case DType::kUint16:
      return LoadRowAs<uint16_t>(in, count, out);
    case DType::kInt32:
      return LoadRowAs<int32_t>(in, count, out);
    case DType::kFloat32:
      if (count > 0) std::memcpy(out, in, count * sizeof(float));
  }
}

void StoreRow(const float* in, size_t count, DType dtype, void* out) {
  switch (dtype) {
    case DType::kUint8:
      return StoreRowAs<uint8_t>(in, count, out);
    case DType::kUint16:
      return StoreRowAs<uint16_t>(in, count, out);
    case DType::kInt32:
      return StoreRowAs<int32_t>(in, count, out);
    case DType::kFloat32:
      return StoreRowAs<float>(in, count, out);
  }
}

void StreamRow(const float* in, size_t count, float* out) {
  const hn::ScalableTag<float> df;
  const size_t vector_bytes = hn::Lanes(df) * sizeof(float);
  size_t i = 0;
  for (; i < count && reinterpret_cast<uintptr_t>(out + i) % vector_bytes != 0; ++i) {
    WriteValue<float>(in[i], out, i);
  }
  for (; i + hn::Lanes(df) <= count; i += hn::Lanes(df)) {
    hn::Stream(OneNaN(hn::LoadU(df, in + i)), df, out + i);
  }
  for (; i < count; ++i) WriteValue<float>(in[i], out, i);
}

void Quantize(float* row, size_t values, DType dtype) {
  switch (dtype) {
    case DType::kUint8:
      return QuantizeAs<uint8_t>(row, values);
    case DType::kUint16:
      return QuantizeAs<uint16_t>(row, values);
    case DType::kInt32:
      return QuantizeAs<int32_t>(row, values);
    case DType::kFloat32:
      return;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_CONVERT_INL_H_
