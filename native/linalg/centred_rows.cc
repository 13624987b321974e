#include "linalg/centred_rows.h"

#include <algorithm>
#include <cstring>

#include "core/with_type.h"
#include "kernels/kernel_table.h"

namespace imagepipeline {

void CentredRows::Read(int64_t position, int64_t first, int64_t count, float* out) const {
  WithType(dtype, [&](auto type) {
    using T = decltype(type);
    const uint8_t* in = data + static_cast<size_t>(position * features + first) * sizeof(T);
    const double* means = mean + first;
    for (int64_t k = 0; k < count; ++k) {
      T value;
      std::memcpy(&value, in + static_cast<size_t>(k) * sizeof(T), sizeof(T));
      out[k] = static_cast<float>(static_cast<double>(value) - means[k]);
    }
  });
}

void CentredRows::Pack(size_t row, int64_t first, int64_t count, float* packed) const {
  // A few at a time: what is read stays in the cache until it is written out.
  constexpr int64_t kChunk = 64;
  float values[kTileRows][kChunk];
  for (int64_t done = 0; done < count; done += kChunk) {
    const int64_t chunk = std::min(kChunk, count - done);
    for (size_t i = 0; i < kTileRows; ++i) {
      if (row + i < images.size()) {
        Read(images[row + i], first + done, chunk, values[i]);
      } else {
        std::fill_n(values[i], chunk, 0.0f);
      }
    }
    float* out = packed + static_cast<size_t>(done) * kTileRows;
    for (int64_t k = 0; k < chunk; ++k, out += kTileRows) {
      for (size_t i = 0; i < kTileRows; ++i) out[i] = values[i][k];
    }
  }
}

}  // namespace imagepipeline
