// Every way in which the device can fail, by the faults of TFJS_IMAGE_PIPELINE_CUDA_FAIL.
#include <string>

#include "cuda_support.h"

namespace imagepipeline::test {
namespace {

constexpr int kInvalidValue = 1;  // an error that the device survives

// Five chunks of two images, so that lanes are used again, with statistics and a separable resize.
class SweptBatch {
 public:
  SweptBatch()
      : plan_(
            MakePlan({Spec("contrast", {{"factor", Num({.5, .5})}, {"valueRange", Num({0, 255})}}),
                      ResizeSpec(12, 14, "bilinear", true), RotationSpec(.4, "reflect")})),
        test_(*plan_, Noise({24, 20, 3}, DType::kUint8, 3), 10, 1),
        expected_(RunOnCpu(*plan_, test_)) {}

  Status Run(Driver* driver, TestImage* found) const {
    *found = test_.Output();
    CudaBatch batch = BatchOf(*plan_, test_, found);
    batch.chunk_bytes = 2 * 12 * 14 * 3 * sizeof(float);
    return cuda::RunBatch(driver, batch);
  }

  // Runs it, which must give the CPU's pixels.
  void CheckRuns(Driver* driver) const {
    TestImage found;
    CHECK_EQ(Run(driver, &found).message(), std::string());
    CHECK(found.bytes == expected_.bytes);
  }

 private:
  std::unique_ptr<Plan> plan_;
  TestBatch test_;
  TestImage expected_;
};

const SweptBatch& Swept() {
  static const auto* swept = new SweptBatch();
  return *swept;
}

constexpr const char* kCalls[] = {"stream",   "wait",   "allocate", "pinned",    "upload",
                                  "download", "points", "rows",     "statistics"};

TEST(CudaErrorsOfEveryCallAreTypedAndTheDeviceStaysOn) {
  for (const char* call : kCalls) {
    ForEachCall(call, kInvalidValue, [](const std::string& fault) {
      TestDriver driver(fault.c_str());
      TestImage found;
      const Status status = Swept().Run(driver.get(), &found);
      if (status.ok()) return false;
      CHECK_EQ(status.code(), std::string("E_CUDA_FAILED"));
      CHECK(status.message().find("(CUDA error 1)") != std::string::npos);
      CHECK(driver->available());
      Swept().CheckRuns(driver.get());
      return true;
    });
  }
}

TEST(CudaStickyErrorsOfEveryCallSwitchTheDeviceOff) {
  for (const char* call : kCalls) {
    ForEachCall(call, cuda::kLaunchFailureCode, [](const std::string& fault) {
      TestDriver driver(fault.c_str());
      TestImage found;
      const Status status = Swept().Run(driver.get(), &found);
      if (status.ok()) return false;
      CHECK_EQ(status.code(), std::string("E_CUDA_FAILED"));
      CHECK(!driver->available());
      CHECK(driver->reason().find("719") != std::string::npos);
      CHECK_EQ(Swept().Run(driver.get(), &found).code(), std::string("E_CUDA_MISSING"));
      return true;
    });
  }
}

// Whichever call finds no memory: smaller chunks give the same pixels. The end of the calls is that
// of a batch without faults.
TEST(CudaShortMemoryAtEveryCallGivesTheSamePixels) {
  for (const char* call : kCalls) {
    ForEachCall(call, kInvalidValue, [&](const std::string& fault) {
      TestImage found;
      TestDriver probe(fault.c_str());
      const bool hit = !Swept().Run(probe.get(), &found).ok();
      std::string memory = fault;
      memory.replace(memory.find(":1@"), 3, ":2@");
      TestDriver driver(memory.c_str());
      Swept().CheckRuns(driver.get());
      CHECK(driver->available());
      return hit;
    });
    TestDriver driver((std::string(call) + ":2").c_str());
    TestImage found;
    // One stream is left from the self-test, and is enough.
    const char* code = std::strcmp(call, "stream") == 0 ? "" : "E_CUDA_MEMORY";
    CHECK_EQ(Swept().Run(driver.get(), &found).code(), std::string(code));
    CHECK(driver->available());
  }
}

// A lack of memory while an earlier chunk has died: the worse error counts. The third chunk finds
// no memory; then its own lane is waited for, and those of the two chunks before it.
TEST(CudaAStickyErrorIsNotHiddenByALackOfMemory) {
  const auto plan = MakePlan({RotationSpec(.4, "reflect")});
  const TestBatch test(*plan, Noise({12, 14, 3}, DType::kUint8, 3), 10, 1);
  for (const char* wait : {"1", "2", "3"}) {
    TestDriver driver((std::string("points:2@3,wait:719@") + wait).c_str());
    TestImage found = test.Output();
    CudaBatch batch = BatchOf(*plan, test, &found);
    batch.chunk_bytes = 2 * 12 * 14 * 3 * sizeof(float);
    CHECK_EQ(cuda::RunBatch(driver.get(), batch).code(), std::string("E_CUDA_FAILED"));
    CHECK(!driver->available());
  }
}

TEST(CudaShortMemoryShrinksTheChunks) {
  // Room for one image of each buffer, not for two; the self-test's images are smaller.
  const std::string fault = "oom:" + std::to_string(100 * 100 * 3 * 4 + 100);
  TestDriver driver(fault.c_str());
  CHECK_EQ(driver->reason(), std::string());
  const auto plan = MakePlan({RotationSpec(.4, "wrap"), RescaleSpec(1.0 / 255, 0)});
  CheckSameBits(driver.get(), *plan, Noise({100, 100, 3}, DType::kUint8, 12), 9);
}

TEST(CudaNoMemoryIsAnErrorAndTheDeviceStaysOn) {
  TestDriver driver("oom:25000");
  CHECK_EQ(driver->reason(), std::string());
  const auto plan = MakePlan({RotationSpec(.4, "wrap")});
  const TestBatch test(*plan, Noise({100, 100, 3}, DType::kUint8, 12), 3, 1);
  TestImage found = test.Output();
  CHECK_EQ(RunOnDevice(driver.get(), *plan, test, &found).code(), std::string("E_CUDA_MEMORY"));
  CHECK(driver->available());
  CheckSameBits(driver.get(), *plan, Noise({8, 8, 3}, DType::kUint8, 12), 3);
}

TEST(CudaSaysWhyItIsOff) {
  const auto starts = [](const char* fault, const char* text) {
    TestDriver driver(fault);
    CHECK(!driver->available());
    if (driver->reason().rfind(text, 0) != 0) CHECK_EQ(driver->reason(), std::string(text));
  };
  starts("nodriver", "the NVIDIA driver is missing or too old");
  starts("nodevice", "there is no CUDA device");
  starts("abi", "the CUDA library was built for another version");
  starts("selftest", "the self-test failed: the pixels differ");
  starts("selftest:209", "the self-test failed: device: the GPU failed");
  if (!OnGpu()) starts("device:804", "an error (CUDA error 804)");
  starts("oom", "the self-test failed: device: the GPU");
  for (const char* word : {"sickty", "points", "points:", "points:0", "points:1@0", "points:1@x",
                           "oom:-1", "paint:719", "sticky:1"}) {
    starts(word, "TFJS_IMAGE_PIPELINE_CUDA_FAIL: there is no fault");
  }
  Driver missing;
  missing.Load("/nowhere/libimagepipeline_cuda.so");
  CHECK(!missing.available());
  CHECK(missing.reason().find("/nowhere/libimagepipeline_cuda.so") != std::string::npos);
}

// A library of another compiler or version: the sizes of what crosses the interface differ.
TEST(CudaLibrariesOfAnotherLayoutStayOff) {
  static cuda::Api api;
  for (uint32_t cuda::Api::* size :
       {&cuda::Api::image_bytes, &cuda::Api::op_bytes, &cuda::Api::rows_bytes,
        &cuda::Api::statistics_bytes, &cuda::Api::histogram_bytes, &cuda::Api::mix_bytes,
        &cuda::Api::product_bytes}) {
    api = *imagepipeline_cuda_get_api(cuda::kAbiVersion);
    api.*size += 8;
    Driver driver;
    driver.Use([](uint32_t) -> const cuda::Api* { return &api; });
    CHECK(!driver.available());
    CHECK(driver.reason().find("another version") != std::string::npos);
  }
  CHECK(imagepipeline_cuda_get_api(cuda::kAbiVersion + 1) == nullptr);
}

}  // namespace
}  // namespace imagepipeline::test
