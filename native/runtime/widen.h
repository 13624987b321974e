// Results in another form than passes write: uint8 and uint16 as int32, because tfjs knows no
// smaller integers, and channels first.
#ifndef IMAGEPIPELINE_RUNTIME_WIDEN_H_
#define IMAGEPIPELINE_RUNTIME_WIDEN_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/image.h"

namespace imagepipeline {

inline bool CanWiden(DType from, DType to) {
  return to == DType::kInt32 && (from == DType::kUint8 || from == DType::kUint16);
}

template <typename From, typename To>
To ValueAt(const uint8_t* source, size_t index) {
  From value;
  std::memcpy(&value, source + index * sizeof(From), sizeof(From));
  return value;
}

template <typename From, typename To>
void PutAt(const uint8_t* source, size_t from, uint8_t* target, size_t to) {
  const To value = ValueAt<From, To>(source, from);
  std::memcpy(target + to * sizeof(To), &value, sizeof(To));
}

// `source` is uint8 or uint16; `target` has room for `count` int32.
inline void Widen(const uint8_t* source, DType from, size_t count, uint8_t* target) {
  for (size_t i = 0; i < count; ++i) {
    if (from == DType::kUint8) {
      PutAt<uint8_t, int32_t>(source, i, target, i);
    } else {
      PutAt<uint16_t, int32_t>(source, i, target, i);
    }
  }
}

template <typename From, typename To>
void WritePlanes(const uint8_t* source, const Shape& shape, uint8_t* target) {
  const auto pixels = static_cast<size_t>(shape.PixelCount());
  const auto channels = static_cast<size_t>(shape.channels);
  for (size_t c = 0; c < channels; ++c) {
    for (size_t i = 0; i < pixels; ++i)
      PutAt<From, To>(source, i * channels + c, target, c * pixels + i);
  }
}

// The values of a dense image of dtype `from` in the dtype and order of `out`, at least one of
// which differs; CanWiden() or the same dtype.
inline void WriteOut(const uint8_t* source, DType from, const MutableImage& out) {
  if (!out.planar)
    return Widen(source, from, static_cast<size_t>(out.shape.ValueCount()), out.data);
  if (from == DType::kUint8 && out.dtype == DType::kInt32)
    return WritePlanes<uint8_t, int32_t>(source, out.shape, out.data);
  if (from == DType::kUint16 && out.dtype == DType::kInt32)
    return WritePlanes<uint16_t, int32_t>(source, out.shape, out.data);
  if (from == DType::kUint8) return WritePlanes<uint8_t, uint8_t>(source, out.shape, out.data);
  if (from == DType::kUint16) return WritePlanes<uint16_t, uint16_t>(source, out.shape, out.data);
  // int32 and float32 move as they are.
  WritePlanes<uint32_t, uint32_t>(source, out.shape, out.data);
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_WIDEN_H_
