// Rows of the scalar table to float32 and from it.
#ifndef IMAGEPIPELINE_KERNELS_SCALAR_ROWS_H_
#define IMAGEPIPELINE_KERNELS_SCALAR_ROWS_H_

#include <cstddef>
#include <cstdint>

#include "core/image.h"
#include "core/with_type.h"
#include "kernels/convert.h"
#include "kernels/pixel.h"

namespace imagepipeline {

inline void StoreRow(const float* in, size_t count, DType dtype, void* out) {
  WithType(dtype, [&](auto type) {
    for (size_t i = 0; i < count; ++i) WriteValue<decltype(type)>(in[i], out, i);
  });
}

inline void LoadRow(const void* in, DType dtype, size_t count, float* out) {
  WithType(dtype, [&](auto type) {
    const auto* bytes = static_cast<const uint8_t*>(in);
    for (size_t i = 0; i < count; ++i) {
      out[i] = ReadValue<decltype(type)>(bytes, static_cast<int64_t>(i));
    }
  });
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_SCALAR_ROWS_H_
