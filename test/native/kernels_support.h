// What the kernel tests share: inputs that are awkward on purpose, in buffers that end where the
// data ends (so that a sanitizer run sees a read too far), and a comparison of bits.
#ifndef IMAGEPIPELINE_TEST_NATIVE_KERNELS_SUPPORT_H_
#define IMAGEPIPELINE_TEST_NATIVE_KERNELS_SUPPORT_H_

#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "check.h"
#include "core/philox.h"
#include "kernels/kernel_table.h"

namespace imagepipeline::test {

constexpr DType kDTypes[] = {DType::kUint8, DType::kUint16, DType::kInt32, DType::kFloat32};
constexpr FillMode kFillModes[] = {FillMode::kConstant, FillMode::kNearest, FillMode::kReflect,
                                   FillMode::kWrap};

// Test data: a fresh stream per seed.
class Random {
 public:
  explicit Random(uint64_t seed) : key_{.seed = seed}, source_(key_, 0) {}

  // In 0..n-1.
  int Below(int n) {
    if (++used_ % 1024 == 0) source_ = DrawSource(key_, ++layer_);
    return static_cast<int>(source_.Unit() * n);
  }
  uint8_t Byte() { return static_cast<uint8_t>(Below(256)); }
  float Between(float lo, float hi) {
    return lo + (hi - lo) * static_cast<float>(Below(1 << 20)) / static_cast<float>(1 << 20);
  }
  // Mostly pixel values, with halves, zeros of both signs, denormals, huge values, infinities and
  // NaN among them.
  float Awkward() {
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    constexpr float kSpecial[] = {
        0.0f,       -0.0f,    0.5f,        1.5f,  2.5f,   -0.5f,
        255.5f,     1e-40f,   -1e-42f,     1e38f, -3e38f, kInfinity,
        -kInfinity, 65535.5f, 2.147483e9f, 3e9f,  -3e9f,  std::numeric_limits<float>::quiet_NaN()};
    if (Below(4) != 0) return Between(-20, 300);
    return kSpecial[Below(static_cast<int>(std::size(kSpecial)))];
  }

 private:
  DrawKey key_;
  DrawSource source_;
  int used_ = 0;
  uint32_t layer_ = 0;
};

inline std::vector<float> AwkwardFloats(size_t count, uint64_t seed) {
  Random random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = random.Awkward();
  return values;
}

// `count` values of `dtype` at an odd address, ending where the allocation ends.
struct RawValues {
  std::vector<uint8_t> bytes;

  RawValues(size_t count, DType dtype, uint64_t seed) : bytes(1 + count * SizeOf(dtype)) {
    Random random(seed);
    for (uint8_t& byte : bytes) byte = random.Byte();
    for (size_t i = 0; dtype == DType::kFloat32 && i < count; ++i) {
      const float value = random.Awkward();
      std::memcpy(data() + i * sizeof(value), &value, sizeof(value));
    }
  }
  uint8_t* data() { return bytes.data() + 1; }
};

// Whether the bits agree; one NaN is as good as another.
inline bool SameBits(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) && std::isnan(b[i])) continue;
    if (std::memcmp(&a[i], &b[i], sizeof(float)) != 0) return false;
  }
  return true;
}

// One affine.
inline ScaleSteps OneStep(const float* center, const float* scale, const float* bias) {
  ScaleSteps steps;
  steps.steps[0] = {center, scale, bias};
  steps.count = 1;
  return steps;
}

// Calls function(table) for every target that this CPU has, the scalar one included. Each is
// forced, not just named.
template <typename Function>
void ForEachTarget(const Function& function) {
  for (const std::string& target : SupportedTargets()) {
    const int failures = Failures();
    CHECK(ForceTarget(target));
    CHECK_EQ(std::string(Kernels().target), target);
    function(Kernels());
    if (Failures() > failures) std::cout << "  ... on target " << target << "\n";
  }
  ForceTarget("");
}

// The oracle of the comparisons of bits.
inline const KernelTable& Scalar() {
  ForceTarget("SCALAR");
  const KernelTable& table = Kernels();
  ForceTarget("");
  return table;
}

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_TEST_NATIVE_KERNELS_SUPPORT_H_
