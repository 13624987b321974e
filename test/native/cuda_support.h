// Batches on the device beside the same on the CPU, for tests.
#ifndef IMAGEPIPELINE_TEST_NATIVE_CUDA_SUPPORT_H_
#define IMAGEPIPELINE_TEST_NATIVE_CUDA_SUPPORT_H_

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "cuda/batch.h"
#include "cuda/driver.h"
#include "kernels/tables.h"
#include "plan_support.h"

extern "C" const imagepipeline::cuda::Api* imagepipeline_cuda_get_api(uint32_t abi_version);

namespace imagepipeline::test {

using cuda::CudaBatch;
using cuda::Driver;

// A driver of the linked library under the given fault.
class TestDriver {
 public:
  explicit TestDriver(const char* fault = "") {
    setenv("TFJS_IMAGE_PIPELINE_CUDA_FAIL", fault, 1);
    driver_.Use(imagepipeline_cuda_get_api);
    unsetenv("TFJS_IMAGE_PIPELINE_CUDA_FAIL");
  }
  ~TestDriver() { driver_.ReleaseLanes(); }

  Driver* get() { return &driver_; }
  Driver* operator->() { return &driver_; }

 private:
  Driver driver_;
};

inline Driver* TheDriver() {
  static auto* driver = new TestDriver();
  CHECK_EQ(driver->get()->reason(), std::string());
  return driver->get();
}

inline bool OnGpu() { return std::strcmp(TheDriver()->info().name, "host shim") != 0; }

// How many batches the device refused.
inline int& OnlyOnTheCpu() {
  static int count = 0;
  return count;
}

// A batch of `count` images of which no two are alike, with their own draws.
struct TestBatch {
  TestImage input;  // all images, as one tall one
  std::vector<double> numbers;
  Shape shape, out_shape;
  DType out_dtype = DType::kFloat32;
  int64_t count = 0;
  bool ragged = false;

  TestBatch(const Plan& plan, const TestImage& image, int64_t images, uint64_t seed)
      : shape(image.shape), count(images) {
    const size_t bytes = image.bytes.size();
    input = TestImage({shape.height * count, shape.width, shape.channels}, image.dtype);
    numbers.resize(static_cast<size_t>(count) * plan.number_count());
    for (int64_t i = 0; i < count; ++i) {
      const size_t turn = static_cast<size_t>(i) * 7 * SizeOf(image.dtype) * 3 % bytes;
      uint8_t* place = input.bytes.data() + static_cast<size_t>(i) * bytes;
      std::memcpy(place, image.bytes.data() + turn, bytes - turn);
      std::memcpy(place + bytes - turn, image.bytes.data(), turn);
      double* drawn = numbers.data() + static_cast<size_t>(i) * plan.number_count();
      CallKey key;
      key.key.seed = seed;
      key.key.index = static_cast<uint64_t>(i);
      CHECK_EQ(plan.Draw(shape, key, drawn).message(), std::string());
      Shape result;
      DType dtype;
      CHECK_EQ(plan.Output(shape, image.dtype, drawn, &result, &dtype).message(), std::string());
      ragged = ragged || (i > 0 && (result != out_shape || dtype != out_dtype));
      out_shape = result;
      out_dtype = dtype;
    }
  }

  TestImage Output() const {
    TestImage output({out_shape.height * count, out_shape.width, out_shape.channels}, out_dtype);
    std::memset(output.bytes.data(), 0x5A, output.bytes.size());
    return output;
  }
};

inline CudaBatch BatchOf(const Plan& plan, const TestBatch& test, TestImage* output) {
  CudaBatch batch;
  batch.plan = &plan;
  batch.input = test.input.bytes.data();
  batch.input_shape = test.shape;
  batch.input_dtype = test.input.dtype;
  batch.output = output->bytes.data();
  batch.output_shape = test.out_shape;
  batch.output_dtype = test.out_dtype;
  batch.count = test.count;
  batch.numbers = test.numbers.data();
  return batch;
}

inline Status RunOnDevice(Driver* driver, const Plan& plan, const TestBatch& test,
                          TestImage* output) {
  return cuda::RunBatch(driver, BatchOf(plan, test, output));
}

inline TestImage RunOnCpu(const Plan& plan, const TestBatch& test) {
  TestImage output = test.Output();
  const size_t in_bytes = test.input.bytes.size() / static_cast<size_t>(test.count);
  const size_t out_bytes = output.bytes.size() / static_cast<size_t>(test.count);
  Scratch scratch;
  for (int64_t i = 0; i < test.count; ++i) {
    const auto at = static_cast<size_t>(i);
    const int64_t stride =
        test.shape.width * static_cast<int64_t>(PixelBytes(test.shape, test.input.dtype));
    const ConstImage in = {test.input.bytes.data() + at * in_bytes, test.input.dtype, test.shape,
                           stride};
    const MutableImage out = {output.bytes.data() + at * out_bytes, test.out_dtype, test.out_shape};
    const Status status = Execute(ExecutorKind::kFused, plan, in,
                                  test.numbers.data() + at * plan.number_count(), out, &scratch);
    CHECK_EQ(status.message(), std::string());
  }
  return output;
}

// Both give the same bits. What only the CPU runs, the device must say at once.
inline bool CheckSameBits(Driver* driver, const Plan& plan, const TestBatch& test) {
  TestImage found = test.Output();
  const TestImage untouched = found;
  const Status status = RunOnDevice(driver, plan, test, &found);
  if (status.code() == "E_CUDA_PASS") {
    ++OnlyOnTheCpu();
    return CHECK(found.bytes == untouched.bytes);
  }
  if (!CHECK_EQ(status.message(), std::string())) return false;
  const TestImage expected = RunOnCpu(plan, test);
  size_t differing = 0;
  for (size_t i = 0; i < expected.bytes.size(); ++i)
    differing += expected.bytes[i] != found.bytes[i] ? 1 : 0;
  return CHECK_EQ(differing, size_t{0});
}

inline bool CheckSameBits(Driver* driver, const Plan& plan, const TestImage& image, int64_t count,
                          uint64_t seed = 1) {
  const TestBatch test(plan, image, count, seed);
  return test.ragged || CheckSameBits(driver, plan, test);
}

inline TestImage Noise(const Shape& shape, DType dtype, uint64_t seed) {
  TestImage image(shape, dtype);
  std::vector<float> values(static_cast<size_t>(shape.ValueCount()));
  uint64_t state = seed * 2 + 1;
  for (float& value : values) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const float unit = static_cast<float>(state >> 40) * 0x1p-24f;
    value = dtype == DType::kUint8    ? unit * 255
            : dtype == DType::kUint16 ? unit * 65535
                                      : unit * 300 - 10;
  }
  ScalarTable().store_row(values.data(), values.size(), dtype, image.bytes.data());
  return image;
}

inline std::string FaultOf(const char* call, int code, int nth) {
  return std::string(call) + ":" + std::to_string(code) + "@" + std::to_string(nth);
}

// check(fault) for the failure of each of a batch's calls of `call` in turn, until it says that the
// fault hit none.
template <typename Check>
void ForEachCall(const char* call, int code, const Check& check) {
  constexpr int kMost = 200;
  int nth = 1;
  while (nth < kMost && check(FaultOf(call, code, nth))) ++nth;
  if (!CHECK(nth > 1 && nth < kMost)) std::cout << "  " << call << "\n";
}

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_TEST_NATIVE_CUDA_SUPPORT_H_
