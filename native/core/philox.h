// Philox4x32-10 (Salmon et al., SC'11): a counter-based generator, so that a draw is a pure
// function of who asks.
#ifndef IMAGEPIPELINE_CORE_PHILOX_H_
#define IMAGEPIPELINE_CORE_PHILOX_H_

#include <array>
#include <cstdint>

namespace imagepipeline {

using PhiloxCounter = std::array<uint32_t, 4>;
using PhiloxKey = std::array<uint32_t, 2>;

constexpr PhiloxCounter Philox4x32(PhiloxCounter counter, PhiloxKey key) {
  constexpr uint32_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
  constexpr uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;
  for (int round = 0; round < 10; ++round) {
    const uint64_t product0 = static_cast<uint64_t>(kMultiplier0) * counter[0];
    const uint64_t product1 = static_cast<uint64_t>(kMultiplier1) * counter[2];
    counter = {static_cast<uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<uint32_t>(product1),
               static_cast<uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<uint32_t>(product0)};
    key = {key[0] + kWeyl0, key[1] + kWeyl1};
  }
  return counter;
}

// Who draws. Ranges: seed < 2^53, index < 2^43, view < 2^24; within them no two keys share a
// counter.
struct DrawKey {
  uint64_t seed = 0;
  uint32_t epoch = 0;
  uint64_t index = 0;  // of the sample, counted over the whole data set
  uint32_t view = 0;
};

// The numbers of one layer for one sample. Each call takes the next of up to 1024.
class DrawSource {
 public:
  DrawSource(const DrawKey& key, uint32_t layer) : key_(key), layer_(layer) {}

  // In [0, 1), a multiple of 2^-32.
  double Unit() { return Word() * 0x1p-32; }

  uint32_t Word() {
    if (used_ % 4 == 0) words_ = Block(used_ / 4);
    return words_[used_++ % 4];
  }

  // In [lo, hi); exactly lo when lo == hi.
  double Uniform(double lo, double hi) { return lo + (hi - lo) * Unit(); }

 private:
  PhiloxCounter Block(uint32_t block) const {
    const auto seed_low = static_cast<uint32_t>(key_.seed);
    const auto seed_high = static_cast<uint32_t>(key_.seed >> 32) & 0x1FFFFF;
    const auto index_low = static_cast<uint32_t>(key_.index);
    const auto index_high = static_cast<uint32_t>(key_.index >> 32) & 0x7FF;
    return Philox4x32({(block & 0xFF) | (key_.view << 8), layer_, index_low, key_.epoch},
                      {seed_low, seed_high | (index_high << 21)});
  }

  DrawKey key_;
  uint32_t layer_;
  uint32_t used_ = 0;
  PhiloxCounter words_{};
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_PHILOX_H_
