// Neighbouring bytes of an image by whole words, which takes a fraction of the loads.
#ifndef IMAGEPIPELINE_CUDA_BYTE_RUN_H_
#define IMAGEPIPELINE_CUDA_BYTE_RUN_H_

#include <bit>
#include <cstdint>
#include <cstring>

#include "core/host_device.h"

namespace imagepipeline::cuda {

IMAGEPIPELINE_HD inline uint32_t ReadWord(const uint8_t* aligned) {
#ifdef __CUDA_ARCH__
  return __ldg(reinterpret_cast<const uint32_t*>(aligned));
#else
  uint32_t word;
  std::memcpy(&word, aligned, sizeof(word));
  return word;
#endif
}

// The word that starts `bits` bits into two neighbouring ones; bits < 32.
IMAGEPIPELINE_HD inline uint32_t FunnelWord(uint32_t low, uint32_t high, uint32_t bits) {
#ifdef __CUDA_ARCH__
  return __funnelshift_r(low, high, bits);
#else
  return static_cast<uint32_t>((uint64_t{high} << 32 | low) >> bits);
#endif
}

// Byte `index` of `word`, plus 2^23: exact, and so is the difference of two of them.
IMAGEPIPELINE_HD inline float BiasedByte(uint32_t word, int index) {
  constexpr uint32_t kBias = 0x4B000000;  // the bits of 2^23
#ifdef __CUDA_ARCH__
  return __uint_as_float(__byte_perm(word, kBias, 0x7440 | index));
#else
  return std::bit_cast<float>(kBias | (word >> (8 * index) & 0xFF));
#endif
}
constexpr float kByteBias = 0x1p23f;

// kBytes bytes from `place` on. Reads whole aligned words, each of which holds one of them; device
// memory is allocated in whole words.
template <int kBytes>
class ByteRun {
 public:
  explicit IMAGEPIPELINE_HD ByteRun(const uint8_t* place) {
    const auto skew = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(place) & 3);
    const uint8_t* aligned = place - skew;
    uint32_t loaded[kWords + 1];
    for (int i = 0; i < kWords; ++i) loaded[i] = ReadWord(aligned + 4 * i);
    loaded[kWords] = skew + kBytes > 4 * kWords ? ReadWord(aligned + 4 * kWords) : 0;
    for (int i = 0; i < kWords; ++i) words_[i] = FunnelWord(loaded[i], loaded[i + 1], 8 * skew);
  }

  // The word that starts with byte i; what lies behind the last byte is arbitrary.
  IMAGEPIPELINE_HD uint32_t WordAt(int i) const {
    const int next = i / 4 + 1;
    return FunnelWord(words_[i / 4], words_[next < kWords ? next : i / 4], i % 4 * 8);
  }
  // Byte i, plus kByteBias.
  IMAGEPIPELINE_HD float Biased(int i) const { return BiasedByte(words_[i / 4], i % 4); }

 private:
  static constexpr int kWords = (kBytes + 3) / 4;
  uint32_t words_[kWords];
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_BYTE_RUN_H_
