// Short ways to write programs and to run them on small images.
#ifndef IMAGEPIPELINE_TEST_NATIVE_PLAN_SUPPORT_H_
#define IMAGEPIPELINE_TEST_NATIVE_PLAN_SUPPORT_H_

#include <cstring>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "check.h"
#include "program/plan.h"
#include "runtime/executor.h"
#include "runtime/image_view.h"
#include "stage_specs.h"

namespace imagepipeline::test {

inline std::unique_ptr<Plan> MakePlan(std::vector<StageSpec> stages, bool fuse = true) {
  Program program;
  program.fuse = fuse;
  program.stages = std::move(stages);
  Status status;
  std::unique_ptr<Plan> plan = Plan::Create(program, &status);
  CHECK_EQ(status.message(), std::string());
  return plan;
}

// An image that owns its bytes.
struct TestImage {
  Shape shape;
  DType dtype = DType::kFloat32;
  std::vector<uint8_t> bytes;

  TestImage() = default;
  TestImage(const Shape& s, DType d)
      : shape(s), dtype(d), bytes(static_cast<size_t>(s.ValueCount()) * SizeOf(d)) {}

  ConstImage View() const {
    return {bytes.data(), dtype, shape,
            shape.width * static_cast<int64_t>(PixelBytes(shape, dtype))};
  }
  MutableImage Target() { return {bytes.data(), dtype, shape}; }

  template <typename T>
  std::vector<T> As() const {
    std::vector<T> values(bytes.size() / sizeof(T));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }
  // Any dtype, for comparing.
  std::vector<double> Values() const;
};

inline std::vector<double> TestImage::Values() const {
  const auto widen = [](const auto& values) {
    return std::vector<double>(values.begin(), values.end());
  };
  switch (dtype) {
    case DType::kUint8:
      return widen(As<uint8_t>());
    case DType::kUint16:
      return widen(As<uint16_t>());
    case DType::kInt32:
      return widen(As<int32_t>());
    case DType::kFloat32:
      break;
  }
  return widen(As<float>());
}

template <typename T>
DType DTypeOf() {
  if constexpr (std::is_same_v<T, uint8_t>) return DType::kUint8;
  if constexpr (std::is_same_v<T, uint16_t>) return DType::kUint16;
  if constexpr (std::is_same_v<T, int32_t>) return DType::kInt32;
  return DType::kFloat32;
}

template <typename T = float>
TestImage Image(const Shape& shape, const std::vector<T>& values) {
  TestImage image(shape, DTypeOf<T>());
  CHECK_EQ(image.bytes.size(), values.size() * sizeof(T));
  std::memcpy(image.bytes.data(), values.data(), image.bytes.size());
  return image;
}

// first, first + 1, ... in one channel.
template <typename T = float>
TestImage Ramp(int64_t height, int64_t width, int first = 0) {
  std::vector<T> values(static_cast<size_t>(height * width));
  std::iota(values.begin(), values.end(), static_cast<T>(first));
  return Image<T>({height, width, 1}, values);
}

inline TestImage RunNumbers(const Plan& plan, const TestImage& in,
                            const std::vector<double>& numbers,
                            ExecutorKind executor = ExecutorKind::kFused) {
  Shape shape;
  DType dtype = DType::kFloat32;
  Status status = plan.Output(in.shape, in.dtype, numbers.data(), &shape, &dtype);
  if (!CHECK_EQ(status.message(), std::string())) return {};
  TestImage out(shape, dtype);
  Scratch scratch;
  status = Execute(executor, plan, in.View(), numbers.data(), out.Target(), &scratch);
  CHECK_EQ(status.message(), std::string());
  return out;
}

inline std::vector<double> DrawNumbers(const Plan& plan, const Shape& shape,
                                       const CallKey& key = {}) {
  std::vector<double> numbers(plan.number_count());
  const Status status = plan.Draw(shape, key, numbers.data());
  CHECK_EQ(status.message(), std::string());
  return numbers;
}

inline TestImage RunPlan(const Plan& plan, const TestImage& in,
                         ExecutorKind executor = ExecutorKind::kFused) {
  return RunNumbers(plan, in, DrawNumbers(plan, in.shape), executor);
}

// Runs the stages with both executors and both values of `fuse` and compares with the expected
// values.
inline void CheckStages(const std::vector<StageSpec>& stages, const TestImage& in,
                        const std::vector<double>& expected, double tolerance = 1e-4) {
  for (const bool fuse : {true, false}) {
    const std::unique_ptr<Plan> plan = MakePlan(stages, fuse);
    if (plan == nullptr) return;
    for (const ExecutorKind executor : {ExecutorKind::kFused, ExecutorKind::kReference}) {
      const std::vector<double> values = RunPlan(*plan, in, executor).Values();
      if (!CHECK_EQ(values.size(), expected.size())) return;
      for (size_t i = 0; i < values.size(); ++i) CHECK_NEAR(values[i], expected[i], tolerance);
    }
  }
}

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_TEST_NATIVE_PLAN_SUPPORT_H_
