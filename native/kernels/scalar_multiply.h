// Tiles of products of matrices in the scalar table.
#ifndef IMAGEPIPELINE_KERNELS_SCALAR_MULTIPLY_H_
#define IMAGEPIPELINE_KERNELS_SCALAR_MULTIPLY_H_

#include <cstddef>
#include <cstdint>

#include "kernels/kernel_table.h"

namespace imagepipeline {

template <size_t kColumns, typename T>
inline void MultiplyTile(size_t depth, const T* a, const T* b, T* tile) {
  for (size_t k = 0; k < depth; ++k) {
    for (size_t i = 0; i < kTileRows; ++i) {
      for (size_t j = 0; j < kColumns; ++j)
        tile[i * kColumns + j] += a[k * kTileRows + i] * b[k * kColumns + j];
    }
  }
}

inline void MultiplyBytes(size_t quads, const uint8_t* a, const uint8_t* b, int32_t* tile) {
  for (size_t k = 0; k < quads; ++k) {
    for (size_t i = 0; i < kTileRows; ++i) {
      for (size_t j = 0; j < kTileFloats; ++j) {
        for (size_t q = 0; q < 4; ++q) {
          const int32_t shifted = b[(k * kTileFloats + j) * 4 + q] - 128;
          tile[i * kTileFloats + j] += a[(k * kTileRows + i) * 4 + q] * shifted;
        }
      }
    }
  }
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_SCALAR_MULTIPLY_H_
