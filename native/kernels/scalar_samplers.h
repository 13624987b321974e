// The samplers of the scalar table: pixel after pixel, as kernels/pixel.h and byte_mix.h have one.
#ifndef IMAGEPIPELINE_KERNELS_SCALAR_SAMPLERS_H_
#define IMAGEPIPELINE_KERNELS_SCALAR_SAMPLERS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "core/border.h"
#include "core/coords.h"
#include "core/image.h"
#include "core/with_type.h"
#include "kernels/byte_mix.h"
#include "kernels/pixel.h"
#include "kernels/scalar_rows.h"

namespace imagepipeline {

inline void Sample(const ConstImage& source, const CoordBlock& coords, int count,
                   Interpolation interpolation, FillMode fill_mode, float fill_value, float* out) {
  WithType(source.dtype, [&](auto type) {
    using T = decltype(type);
    const bool blends = interpolation == Interpolation::kBilinear;
    const auto pixel = blends ? BilinearPixel<T> : NearestPixel<T>;
    for (int j = 0; j < count; ++j) {
      pixel(source, coords.x[j], coords.y[j], coords.fx[j], coords.fy[j], fill_mode, fill_value,
            out + j * source.shape.channels);
    }
    const auto values = static_cast<size_t>(count * source.shape.channels);
    if (blends) StoreRow(out, values, DType::kFloat32, out);
  });
}

inline void SampleBytes(const ConstImage& source, const CoordBlock& coords, int count,
                        FillMode fill_mode, uint8_t fill, uint8_t* out) {
  for (int j = 0; j < count; ++j) {
    MixedBytePixel(source, coords.x[j], coords.y[j], coords.fx[j], coords.fy[j], fill_mode, fill,
                   out + j * source.shape.channels);
  }
}

// Calls sample(coords, count, place of the first value in the result) for parts of all rows.
template <typename Sample>
inline void ForEachCoordBlock(const AffineRows& rows, int64_t channels, const Sample& sample) {
  for (int row = 0; row < rows.rows; ++row) {
    for (int j = 0; j < rows.count; j += kCoordBlock) {
      CoordBlock coords;
      const int part = std::min(rows.count - j, kCoordBlock);
      AffineCoords(Advanced(rows.starts[row], j), part, &coords);
      sample(&coords, part, row * rows.stride + j * channels);
    }
  }
}

inline void SampleAffine(const ConstImage& source, const AffineRows& rows,
                         Interpolation interpolation, FillMode fill_mode, float fill_value,
                         float* out) {
  ForEachCoordBlock(rows, source.shape.channels, [&](CoordBlock* coords, int part, int64_t at) {
    Sample(source, *coords, part, interpolation, fill_mode, fill_value, out + at);
  });
}

inline void SampleAffineBytes(const ConstImage& source, const AffineRows& rows, FillMode fill_mode,
                              uint8_t fill, uint8_t* out) {
  ForEachCoordBlock(rows, source.shape.channels, [&](CoordBlock* coords, int part, int64_t at) {
    RoundToByteCoords(part, coords);
    SampleBytes(source, *coords, part, fill_mode, fill, out + at);
  });
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_SCALAR_SAMPLERS_H_
