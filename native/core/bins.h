// The bins that a histogram sorts values into, and a table looks them up by.
#ifndef IMAGEPIPELINE_CORE_BINS_H_
#define IMAGEPIPELINE_CORE_BINS_H_

#include <cmath>
#include <cstdint>

#include "core/host_device.h"

namespace imagepipeline {

// value * scale + offset is on a scale of 0..255, which `count` bins share: bin i starts at i /
// (count
// - 1) * 255. What lies outside falls into the first or last bin.
struct BinRule {
  float scale = 1;
  float offset = 0;
  int32_t count = 1;

  bool operator==(const BinRule&) const = default;
};

constexpr int32_t kMaxBins = 65536;

// 0..count-1, or `count` for NaN. Every step rounds to float32, as in the kernels.
IMAGEPIPELINE_HD inline int32_t BinOf(const BinRule& rule, float value) {
  const auto last = static_cast<float>(rule.count - 1);
  const float byte = value * rule.scale + rule.offset;
  const float bin = byte * last / 255.0f;
  if (std::isnan(bin)) return rule.count;
  return static_cast<int32_t>(bin > last ? last : bin > 0 ? bin : 0);
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_BINS_H_
