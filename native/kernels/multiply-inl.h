// Tiles of matrix products: 8 rows by three 64-byte vectors, each sum in a register from the first
// k to the last.
#if defined(IMAGEPIPELINE_KERNELS_MULTIPLY_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_MULTIPLY_INL_H_
#undef IMAGEPIPELINE_KERNELS_MULTIPLY_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_MULTIPLY_INL_H_
#endif

#include "hwy/highway.h"
#include "kernels/kernel_table.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// 24 sums want 32 registers; with 16 of them a tile is walked in parts of half the rows. Parts do
// not change any sum: each has its own.
#if HWY_TARGET <= HWY_AVX3 || HWY_ARCH_ARM_A64
constexpr size_t kSumRows = kTileRows;
#else
constexpr size_t kSumRows = kTileRows / 2;
#endif
constexpr size_t kSumVectors = 3;

// The part of a tile that fits the registers. `a` and `tile` start at its first row, `b` and `tile`
// at its first column.
template <size_t kColumns, typename T>
HWY_INLINE void MultiplyPart(size_t depth, const T* a, const T* b, T* tile) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  constexpr size_t kLanes = HWY_LANES(T);
  V sums[kSumRows][kSumVectors];
  for (size_t i = 0; i < kSumRows; ++i)
    for (size_t v = 0; v < kSumVectors; ++v)
      sums[i][v] = hn::LoadU(d, tile + i * kColumns + v * kLanes);
  for (size_t k = 0; k < depth; ++k, a += kTileRows, b += kColumns) {
    V row[kSumVectors];
    for (size_t v = 0; v < kSumVectors; ++v) row[v] = hn::LoadU(d, b + v * kLanes);
    for (size_t i = 0; i < kSumRows; ++i) {
      const V factor = hn::Set(d, a[i]);
      for (size_t v = 0; v < kSumVectors; ++v)
        sums[i][v] = hn::Add(sums[i][v], hn::Mul(factor, row[v]));
    }
  }
  for (size_t i = 0; i < kSumRows; ++i)
    for (size_t v = 0; v < kSumVectors; ++v)
      hn::StoreU(sums[i][v], d, tile + i * kColumns + v * kLanes);
}

template <size_t kColumns, typename T>
HWY_INLINE void MultiplyTile(size_t depth, const T* a, const T* b, T* tile) {
  constexpr size_t kStep = kSumVectors * HWY_LANES(T);
  static_assert(kColumns % kStep == 0);
  for (size_t column = 0; column < kColumns; column += kStep)
    for (size_t row = 0; row < kTileRows; row += kSumRows)
      MultiplyPart<kColumns>(depth, a + row, b + column, tile + row * kColumns + column);
}

void MultiplyFloats(size_t depth, const float* a, const float* b, float* tile) {
  MultiplyTile<kTileFloats>(depth, a, b, tile);
}

void MultiplyDoubles(size_t depth, const double* a, const double* b, double* tile) {
  MultiplyTile<kTileDoubles>(depth, a, b, tile);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_MULTIPLY_INL_H_
