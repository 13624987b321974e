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

// How far value `first` of `out` lies from the last place where a group may be stored at once.
IMAGEPIPELINE_HD inline int SkewOf(DeviceStore store, const uint8_t* out, int64_t first) {
  const auto address = reinterpret_cast<uintptr_t>(out) >> ShiftOf(store);
  return static_cast<int>((address + static_cast<uint64_t>(first)) % kGroup);
}

// Groups member, member + kMembers, ... of the values row[skew..skew + count), which go to value
// `first` and up of `out`. The first and the last group may be partial.
template <typename T, bool kBits, int kMembers>
IMAGEPIPELINE_HD inline void StoreRun(const float* row, int skew, int count, int member,
                                      uint8_t* out, int64_t first) {
  const int end = skew + count;
  for (int at = member * kGroup; at < end; at += kMembers * kGroup) {
    const int begin = at == 0 ? skew : 0;
    StoreTyped<T, kBits>(row + at, begin, end - at < kGroup ? end - at : kGroup, out,
                         first - skew + at);
  }
}

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_STORE_VALUES_H_
