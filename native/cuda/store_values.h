// The one store of a pass.
#ifndef IMAGEPIPELINE_CUDA_STORE_VALUES_H_
#define IMAGEPIPELINE_CUDA_STORE_VALUES_H_

#include <cstring>
#include <type_traits>

#include "cuda/device_pass.h"
#include "kernels/convert.h"

namespace imagepipeline::cuda {

// Values that a thread stores at once.
constexpr int kGroup = 4;

// A group at once. `place` is aligned for it. An intrinsic, because nvcc makes four stores of an
// assignment.
template <typename T>
IMAGEPIPELINE_HD inline void StoreGroup(const T (&group)[kGroup], T* place) {
#ifdef __CUDA_ARCH__
  using Bits = std::conditional_t<sizeof(T) == 1, uint32_t,
                                  std::conditional_t<sizeof(T) == 2, uint2, uint4>>;
  Bits bits;
  std::memcpy(&bits, group, sizeof(bits));
  __stcs(reinterpret_cast<Bits*>(place), bits);
#else
  std::memcpy(place, group, sizeof(group));
#endif
}

// Stores values[begin..end) of a group to `index` + begin and up; a whole group's place is aligned.
template <typename T, bool kBits>
IMAGEPIPELINE_HD inline void StoreTyped(const float* values, int begin, int end, uint8_t* out,
                                        int64_t index) {
  T stored[kGroup];
  for (int i = 0; i < kGroup; ++i) {
    if constexpr (kBits) {
      stored[i] = values[i];
    } else {
      stored[i] = RoundTo<T>(values[i]);
    }
  }
  T* place = reinterpret_cast<T*>(out) + index;
  if (begin == 0 && end == kGroup) return StoreGroup(stored, place);
  for (int i = 0; i < kGroup; ++i) {
    if (i >= begin && i < end) place[i] = stored[i];
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
// `first` and up of `out`. The first and the last group may be partial. `row` is aligned.
// A full row without skew, which is nearly every one, takes a loop of known length.
template <typename T, bool kBits, int kMembers, int kMostValues>
IMAGEPIPELINE_HD inline void StoreRun(const float* row, int skew, int count, int member,
                                      uint8_t* out, int64_t first) {
  struct alignas(16) Values {
    float at[kGroup];
  };
  const auto store = [&](int at, int begin, int end) {
    const Values values = *reinterpret_cast<const Values*>(row + at);
    StoreTyped<T, kBits>(values.at, begin, end, out, first - skew + at);
  };
  constexpr int kStep = kMembers * kGroup;
  if (kMostValues % kStep == 0 && skew == 0 && count == kMostValues) {
    for (int i = 0; i < kMostValues / kStep; ++i) store(member * kGroup + i * kStep, 0, kGroup);
    return;
  }
  const int end = skew + count;
  IMAGEPIPELINE_NO_UNROLL
  for (int at = member * kGroup; at < end; at += kStep)
    store(at, at == 0 ? skew : 0, end - at < kGroup ? end - at : kGroup);
}

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_STORE_VALUES_H_
