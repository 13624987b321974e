// The one store of a pass.
#ifndef IMAGEPIPELINE_CUDA_STORE_VALUES_H_
#define IMAGEPIPELINE_CUDA_STORE_VALUES_H_

#include "cuda/device_pass.h"
#include "kernels/convert.h"

namespace imagepipeline::cuda {

// Values that a thread stores at once.
constexpr int kGroup = 4;

// Stores values[0..n) from `index` on, all kGroup at once where the address allows.
template <typename T, bool kBits>
IMAGEPIPELINE_HD inline void StoreTyped(const float* values, int begin, int end, uint8_t* out,
                                        int64_t index) {
  struct alignas(sizeof(T) * kGroup) Packed {
    T at[kGroup];
  };
  Packed packed;
  for (int i = 0; i < kGroup; ++i) {
    if constexpr (kBits) {
      packed.at[i] = values[i];
    } else {
      packed.at[i] = RoundTo<T>(values[i]);
    }
  }
  T* place = reinterpret_cast<T*>(out) + index;
  if (begin == 0 && end == kGroup) {
    *reinterpret_cast<Packed*>(place) = packed;
    return;
  }
  for (int i = 0; i < kGroup; ++i) {
    if (i >= begin && i < end) place[i] = packed.at[i];
  }
}

IMAGEPIPELINE_HD inline void StoreAs(DeviceStore store, const float* values, int begin, int end,
                                     uint8_t* out, int64_t index) {
  switch (store) {
    case DeviceStore::kUint8:
      return StoreTyped<uint8_t, false>(values, begin, end, out, index);
    case DeviceStore::kUint16:
      return StoreTyped<uint16_t, false>(values, begin, end, out, index);
    case DeviceStore::kInt32:
      return StoreTyped<int32_t, false>(values, begin, end, out, index);
    case DeviceStore::kFloat32:
      return StoreTyped<float, false>(values, begin, end, out, index);
    case DeviceStore::kBits32:
      return StoreTyped<float, true>(values, begin, end, out, index);
  }
}

// The power of two that is the size of a stored value.
constexpr int ShiftOf(DeviceStore store) {
  return store == DeviceStore::kUint8 ? 0 : store == DeviceStore::kUint16 ? 1 : 2;
}

// Group `group` of a run of `count` values at `row`, which go to value `first` and up of `out`. The
// groups are those whose addresses are multiples of kGroup values, so the first and the last one
// may be partial.
IMAGEPIPELINE_HD inline void StoreGroup(const float* row, int count, int group, DeviceStore store,
                                        uint8_t* out, int64_t first) {
  const auto address = reinterpret_cast<uintptr_t>(out) >> ShiftOf(store);
  const int skew = static_cast<int>((address + static_cast<uint64_t>(first)) % kGroup);
  const int at = group * kGroup - skew;
  if (at >= count) return;
  const int begin = at < 0 ? -at : 0;
  const int end = count - at < kGroup ? count - at : kGroup;
  float values[kGroup] = {};
  for (int i = 0; i < kGroup; ++i) {
    if (i >= begin && i < end) values[i] = row[at + i];
  }
  StoreAs(store, values, begin, end, out, first + at);
}

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_STORE_VALUES_H_
