#include "cuda/self_test.h"

#include <cstring>
#include <memory>
#include <vector>

#include "cuda/batch.h"
#include "runtime/executor.h"

namespace imagepipeline::cuda {

namespace {

// A rotation that leaves the image, then a rescaling: every step of the point kernel.
Program SmallProgram() {
  Program program;
  StageSpec rotation;
  rotation.kind = "rotation";
  rotation.params = {{"angleRad", {"", {0.5, 0.5}}},
                     {"fillMode", {"reflect", {}}},
                     {"interpolation", {"bilinear", {}}},
                     {"fillValue", {"", {0}}}};
  StageSpec rescale;
  rescale.kind = "rescale";
  rescale.params = {{"scale", {"", {1.0 / 127.5}}}, {"offset", {"", {-1}}}};
  program.stages = {rotation, rescale};
  return program;
}

}  // namespace

std::string SelfTest(Driver* driver) {
  Status status;
  const std::unique_ptr<Plan> plan = Plan::Create(SmallProgram(), &status);
  if (plan == nullptr) return status.message();
  const Shape shape = {40, 44, 3};
  std::vector<uint8_t> pixels(static_cast<size_t>(shape.ValueCount()));
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(i * i * 7 + i);
  const std::vector<double> numbers(plan->number_count(), 0.5);
  std::vector<float> expected(pixels.size()), found(pixels.size());
  Scratch scratch;
  status = Execute(ExecutorKind::kFused, *plan,
                   {pixels.data(), DType::kUint8, shape, shape.width * 3}, numbers.data(),
                   {reinterpret_cast<uint8_t*>(expected.data()), DType::kFloat32, shape}, &scratch);
  if (!status.ok()) return status.message();
  CudaBatch batch;
  batch.plan = plan.get();
  batch.input = pixels.data();
  batch.input_shape = batch.output_shape = shape;
  batch.output = reinterpret_cast<uint8_t*>(found.data());
  batch.count = 1;
  batch.numbers = numbers.data();
  status = RunBatch(driver, batch);
  if (!status.ok()) return status.message();
  const size_t bytes = expected.size() * sizeof(float);
  return std::memcmp(expected.data(), found.data(), bytes) == 0 ? "" : "the pixels differ";
}

}  // namespace imagepipeline::cuda
