// One float32 value to and from the integer dtypes: rounds half to even, saturates, NaN becomes 0.
#ifndef IMAGEPIPELINE_KERNELS_CONVERT_H_
#define IMAGEPIPELINE_KERNELS_CONVERT_H_

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

#include "core/host_device.h"

namespace imagepipeline {

// Every NaN that store_row writes has these bits: which NaN arithmetic yields differs between
// machines.
constexpr uint32_t kStoredNanBits = 0x7FC00000;

template <typename T>
IMAGEPIPELINE_HD inline T RoundTo(float value) {
  constexpr float kLowest = static_cast<float>(std::numeric_limits<T>::min());
  // For int32 this is 2^31, one more than the largest value.
  constexpr float kHighest = static_cast<float>(std::numeric_limits<T>::max());
  if (std::isnan(value)) return 0;
  if (value <= kLowest) return std::numeric_limits<T>::min();
  if (value >= kHighest) return std::numeric_limits<T>::max();
  return static_cast<T>(std::nearbyint(value));
}

template <>
IMAGEPIPELINE_HD inline float RoundTo<float>(float value) {
  return std::isnan(value) ? std::bit_cast<float>(kStoredNanBits) : value;
}

template <typename T>
IMAGEPIPELINE_HD inline void WriteValue(float value, void* out, size_t index) {
  const T rounded = RoundTo<T>(value);
  std::memcpy(static_cast<uint8_t*>(out) + index * sizeof(T), &rounded, sizeof(T));
}

// A value as a store and a load leave it. Never -0.
template <typename T>
IMAGEPIPELINE_HD inline float QuantizeValue(float value) {
  return static_cast<float>(RoundTo<T>(value));
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_CONVERT_H_
