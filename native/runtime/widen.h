// uint8 and uint16 values as int32, for results that become tensors: tfjs knows no smaller
// integers.
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

template <typename Narrow>
void WidenValues(const Narrow* source, size_t count, uint8_t* target) {
  for (size_t i = 0; i < count; ++i) {
    const int32_t value = source[i];
    std::memcpy(target + i * sizeof(value), &value, sizeof(value));
  }
}

// `source` is uint8 or uint16 and aligned to its values; `target` has room for `count` int32.
inline void Widen(const uint8_t* source, DType from, size_t count, uint8_t* target) {
  if (from == DType::kUint8) {
    WidenValues(source, count, target);
  } else {
    WidenValues(reinterpret_cast<const uint16_t*>(source), count, target);
  }
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_WIDEN_H_
