// Images less their mean, as rows of a matrix product.
#ifndef IMAGEPIPELINE_LINALG_CENTRED_ROWS_H_
#define IMAGEPIPELINE_LINALG_CENTRED_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/image.h"

namespace imagepipeline {

struct CentredRows {
  const uint8_t* data = nullptr;  // dense images, at any address
  DType dtype = DType::kUint8;
  int64_t features = 0;  // values of an image
  const double* mean = nullptr;
  std::vector<int64_t> images;  // positions of those that are wanted

  // out[k] = value first + k of the image at `position` less its mean, in double and rounded to
  // float32 once.
  void Read(int64_t position, int64_t first, int64_t count, float* out) const;

  // packed[k * 8 + i] = that of wanted image row + i, for k < count; 0 for rows past the last.
  void Pack(size_t row, int64_t first, int64_t count, float* packed) const;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_CENTRED_ROWS_H_
