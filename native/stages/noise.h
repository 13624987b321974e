// What stages with noise share: the key of its deviates, drawn as two numbers.
#ifndef IMAGEPIPELINE_STAGES_NOISE_H_
#define IMAGEPIPELINE_STAGES_NOISE_H_

#include <cmath>
#include <cstdint>

#include "core/philox.h"

namespace imagepipeline {

inline void DrawNoiseKey(DrawSource& source, double* numbers) {
  numbers[0] = source.Word();
  numbers[1] = source.Word();
}

// Any finite numbers: the integers below them, modulo 2^32.
inline PhiloxKey NoiseKey(const double* numbers) {
  const auto word = [](double number) {
    return static_cast<uint32_t>(static_cast<int64_t>(std::fmod(std::floor(number), 0x1p32)));
  };
  return {word(numbers[0]), word(numbers[1])};
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_STAGES_NOISE_H_
