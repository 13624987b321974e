// Normal deviates as a pure function of a key and a place, with the same bits on every machine: 32
// random bits of a counter-based generator, through the inverse of the normal distribution.
#ifndef IMAGEPIPELINE_KERNELS_NORMAL_H_
#define IMAGEPIPELINE_KERNELS_NORMAL_H_

#include <bit>
#include <cmath>
#include <cstdint>

#include "core/philox.h"

namespace imagepipeline {

// A row of noise consists of groups of 64 values, made from 16 counters: value j of a group is word
// j / 16 of counter j % 16, so that each of up to 16 lanes can run a counter of its own.
constexpr size_t kNoiseGroup = 64, kNoiseCounters = 16;

// Counter 0 of a group; counter i is i more in the first word, which never carries.
constexpr PhiloxCounter GroupCounter(int64_t row, uint64_t group) {
  const uint64_t first = group * kNoiseCounters;
  return {static_cast<uint32_t>(first), static_cast<uint32_t>(row),
          static_cast<uint32_t>(first >> 32), 0};
}

constexpr uint32_t NoiseWord(const PhiloxKey& key, int64_t row, uint64_t index) {
  const size_t j = index % kNoiseGroup;
  PhiloxCounter counter = GroupCounter(row, index / kNoiseGroup);
  counter[0] += static_cast<uint32_t>(j % kNoiseCounters);
  return Philox4x32(counter, key)[j / kNoiseCounters];
}

// The numbers of NormalOf(). s is sqrt(-log p) for a tail p in (0, 1/2], t = s - sqrt(log 2), and z
// = t N(t) / D(t); the coefficients minimise the largest error for t in [0, 4].
namespace normal {
constexpr float kLog2 = 0x1.62e43p-1f;
constexpr float kSqrtLog2 = 0x1.aa449ap-1f;
constexpr float kN[] = {0x1.0b1fa0p+1f, 0x1.96574ap+1f, 0x1.5187ecp+0f, 0x1.269416p-3f};
constexpr float kD[] = {1, 0x1.c0ce24p+0f, 0x1.b389acp-1f, 0x1.a05792p-4f};
// log m = 2 u (1 + u^2 / 3 + u^4 / 5 + ...) with u = (m - 1) / (m + 1).
constexpr float kLog[] = {1, 1.0f / 3, 1.0f / 5, 1.0f / 7, 1.0f / 9};
// Bits of sqrt(1/2), so that m lies within a factor of sqrt(2) of 1.
constexpr int32_t kSqrtHalfBits = 0x3F3504F3;
}  // namespace normal

// z of the tail p = (k + 1/2) / 2^32 for the low 31 bits k of the word; the top bit is the sign. At
// most 6.34, and within 2e-6 of the exact value for every word.
inline float NormalOf(uint32_t word) {
  using namespace normal;
  const float f = static_cast<float>(static_cast<int32_t>(word & 0x7FFFFFFF)) + 0.5f;
  const auto bits = std::bit_cast<int32_t>(f);
  const int32_t exponent = (bits - kSqrtHalfBits) >> 23;
  const auto m = std::bit_cast<float>(bits - exponent * (1 << 23));
  const float u = (m - 1.0f) / (m + 1.0f);
  const float square = u * u;
  const float series = kLog[1] + square * (kLog[2] + square * (kLog[3] + square * kLog[4]));
  const float log_m = (u + u) * (kLog[0] + square * series);
  const float t = std::sqrt((32.0f - static_cast<float>(exponent)) * kLog2 - log_m) - kSqrtLog2;
  const float n = kN[0] + t * (kN[1] + t * (kN[2] + t * kN[3]));
  const float d = kD[0] + t * (kD[1] + t * (kD[2] + t * kD[3]));
  const float z = t * n / d;
  return std::bit_cast<float>(std::bit_cast<uint32_t>(z) ^ (word & 0x80000000));
}

// The deviate of value `index` of a row.
inline float NormalAt(const PhiloxKey& key, int64_t row, uint64_t index) {
  return NormalOf(NoiseWord(key, row, index));
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_NORMAL_H_
