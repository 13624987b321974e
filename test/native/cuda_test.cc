// The device against the CPU, bit by bit. Linked with the host shim these tests run the kernels'
// code under the sanitizers; linked with the CUDA library they run it on a GPU, and more of it.
#include <cstdlib>
#include <cstring>
#include <string>

#include "cuda/batch.h"
#include "cuda/driver.h"
#include "kernels/tables.h"
#include "random_program.h"

extern "C" const imagepipeline::cuda::Api* imagepipeline_cuda_get_api(uint32_t abi_version);

namespace imagepipeline::test {
namespace {

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

Driver* TheDriver() {
  static auto* driver = new TestDriver();
  CHECK_EQ(driver->get()->reason(), std::string());
  return driver->get();
}

bool OnGpu() { return std::strcmp(TheDriver()->info().name, "host shim") != 0; }

// How many batches the device refused.
int& OnlyOnTheCpu() {
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

Status RunOnDevice(Driver* driver, const Plan& plan, const TestBatch& test, TestImage* output) {
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
  return cuda::RunBatch(driver, batch);
}

TestImage RunOnCpu(const Plan& plan, const TestBatch& test) {
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
bool CheckSameBits(Driver* driver, const Plan& plan, const TestBatch& test) {
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

bool CheckSameBits(Driver* driver, const Plan& plan, const TestImage& image, int64_t count,
                   uint64_t seed = 1) {
  const TestBatch test(plan, image, count, seed);
  return test.ragged || CheckSameBits(driver, plan, test);
}

TestImage Noise(const Shape& shape, DType dtype, uint64_t seed) {
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

constexpr DType kDTypes[] = {DType::kUint8, DType::kUint16, DType::kInt32, DType::kFloat32};
constexpr const char* kFills[] = {"constant", "nearest", "reflect", "wrap"};

TEST(CudaRandomProgramsEqualTheCpu) {
  const uint64_t programs = OnGpu() ? 3000 : 150;
  const int refused = OnlyOnTheCpu();
  for (uint64_t seed = 0; seed < programs; ++seed) {
    const RandomProgram random(seed + 5000);
    Status status;
    const std::unique_ptr<Plan> plan = Plan::Create(random.program, &status);
    if (!CHECK_EQ(status.message(), std::string())) return;
    if (!CheckSameBits(TheDriver(), *plan, random.image, 1 + static_cast<int64_t>(seed % 4),
                       seed)) {
      std::cout << "  program " << seed << "\n";
      return;
    }
  }
  // Those with a stage that only the CPU runs.
  CHECK(OnlyOnTheCpu() > refused);
  CHECK(OnlyOnTheCpu() - refused < static_cast<int>(programs * 3 / 4));
}

TEST(CudaWarpsEqualTheCpuForEveryDtypeFillAndChannelCount) {
  for (const DType dtype : kDTypes) {
    for (const char* fill : kFills) {
      for (const char* interpolation : {"bilinear", "nearest"}) {
        for (const int64_t channels : {1, 2, 3, 4, 25}) {
          const auto plan =
              MakePlan({RotationSpec(0.7, fill, interpolation, 9), RescaleSpec(1.0 / 255, -0.5)});
          CheckSameBits(TheDriver(), *plan, Noise({19, 140, channels}, dtype, 3), 2);
          StageSpec turned = RotationSpec(-2.5, fill, interpolation, 9);
          turned.dtype = "input";
          CheckSameBits(TheDriver(), *MakePlan({turned}), Noise({33, 9, channels}, dtype, 4), 3);
        }
      }
    }
  }
}

TEST(CudaProjectiveWarpsEqualTheCpu) {
  for (const DType dtype : kDTypes) {
    for (const char* fill : kFills) {
      Params params = Sampled({{"transform", Num({1.1, .2, -3, -.1, .9, 2, .004, -.003})},
                               {"height", Num({37})},
                               {"width", Num({150})}},
                              fill);
      CheckSameBits(TheDriver(), *MakePlan({Spec("projective", params)}),
                    Noise({40, 60, 3}, dtype, 5), 2);
    }
  }
}

// The coordinates of TensorFlow's and tfjs' own ops.
TEST(CudaWarpsOfOtherRulesEqualTheCpu) {
  const std::vector<std::vector<double>> maps = {{1.1, .2, -3, -.1, .9, 2, .004, -.003, 1},
                                                 {.7, -.7, 40, .7, .7, -20, 0, 0, 1},
                                                 {-1, 0, 59, 0, 3, -200, 0, 0, 1},
                                                 {0, 0, 0, 0, 0, 0, 0, 0, 0}};
  for (const DType dtype : kDTypes) {
    for (const int64_t channels : {1, 3, 5}) {
      const TestImage image = Noise({40, 60, channels}, dtype, 5);
      for (const char* fill : kFills) {
        for (const char* interpolation : {"bilinear", "nearest"}) {
          Params params =
              Sampled({{"height", Num({37})}, {"width", Num({150})}}, fill, interpolation, 9);
          const auto plan = MakePlan({Spec("tf_transform", params, "input")});
          TestBatch test(*plan, image, static_cast<int64_t>(maps.size()), 1);
          for (size_t i = 0; i < maps.size(); ++i)
            std::copy(maps[i].begin(), maps[i].end(), test.numbers.data() + i * maps[i].size());
          CheckSameBits(TheDriver(), *plan, test);
        }
      }
      const auto plan = MakePlan({Spec("tfjs_rotation", {{"fillValue", Num({7})}}, "input")});
      TestBatch test(*plan, image, 2, 1);
      test.numbers = {.8, .6, 30, 20, -1, 0, 29.5, 19.5};
      CheckSameBits(TheDriver(), *plan, test);
    }
  }
}

TEST(CudaSizesFromOnePixelToWideRows) {
  const std::vector<Shape> shapes = {{1, 1, 1},     {1, 1, 3},    {1, 1000, 3}, {1000, 1, 3},
                                     {7, 127, 3},   {8, 128, 3},  {9, 129, 4},  {224, 224, 3},
                                     {33, 4097, 1}, {4097, 33, 3}};
  for (const Shape& shape : shapes) {
    for (const DType dtype : {DType::kUint8, DType::kFloat32}) {
      const TestImage image = Noise(shape, dtype, 6);
      CheckSameBits(TheDriver(), *MakePlan({RotationSpec(0.2, "reflect"), RescaleSpec(2, 1)}),
                    image, 2);
      CheckSameBits(TheDriver(), *MakePlan({FlipSpec(true, true), RescaleSpec(2, 1, "uint8")}),
                    image, 2);
      CheckSameBits(TheDriver(), *MakePlan({FlipSpec(true, false)}), image, 3);
    }
  }
}

TEST(CudaResizesEqualTheCpu) {
  for (const char* method : {"nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5",
                             "gaussian", "mitchellcubic"}) {
    for (const char* aspect : {"", "crop", "pad"}) {
      for (const DType dtype : kDTypes) {
        const TestImage image = Noise({50, 70, 3}, dtype, 7);
        CheckSameBits(TheDriver(), *MakePlan({ResizeSpec(20, 31, method, true, aspect, 77)}), image,
                      2);
        CheckSameBits(
            TheDriver(),
            *MakePlan({ResizeSpec(90, 150, method, false, aspect, 77), RescaleSpec(.5, 1)}), image,
            2);
      }
    }
  }
}

TEST(CudaStatisticsHaveTheCpusOrderOfSummation) {
  for (const int64_t channels : {1, 3, 4, 5, 40}) {
    for (const DType dtype : kDTypes) {
      const TestImage image = Noise({31, 45, channels}, dtype, 8);
      const StageSpec contrast =
          Spec("contrast", {{"factor", Num({.5, .5})}, {"valueRange", Num({0, 255})}});
      const StageSpec shift =
          Spec("channel_shift", {{"shift", Num({20, 20})}, {"valueRange", Num({})}});
      const StageSpec normalize =
          Spec("samplewise_normalize",
               {{"center", Num({1})}, {"std", Num({1})}, {"epsilon", Num({1e-6})}});
      CheckSameBits(TheDriver(), *MakePlan({contrast}), image, 3);
      CheckSameBits(TheDriver(), *MakePlan({shift}), image, 3);
      CheckSameBits(TheDriver(), *MakePlan({RotationSpec(.3), normalize, contrast}), image, 3);
    }
  }
}

TEST(CudaNansAndInfinitiesTakeTheSameWay) {
  TestImage image = Noise({20, 30, 3}, DType::kFloat32, 9);
  auto* values = reinterpret_cast<float*>(image.bytes.data());
  for (size_t i = 0; i < 1800; i += 17) values[i] = i % 2 == 0 ? NAN : INFINITY;
  // A NaN of its own survives where pixels only move.
  const uint32_t payload = 0xFFC12345;
  std::memcpy(values + 3, &payload, sizeof(payload));
  const StageSpec normalize = Spec(
      "samplewise_normalize", {{"center", Num({1})}, {"std", Num({1})}, {"epsilon", Num({1})}});
  CheckSameBits(TheDriver(), *MakePlan({RotationSpec(.3, "wrap")}), image, 2);
  CheckSameBits(TheDriver(), *MakePlan({FlipSpec(true, false)}), image, 2);
  CheckSameBits(TheDriver(), *MakePlan({RescaleSpec(3, 1, "int32")}), image, 2);
  CheckSameBits(TheDriver(), *MakePlan({normalize}), image, 1);
  CheckSameBits(TheDriver(), *MakePlan({ResizeSpec(11, 12, "bicubic")}), image, 2);
}

TEST(CudaMovesInt32BeyondFloat32Exactly) {
  const std::vector<int32_t> values = {(1 << 24) + 1, INT32_MIN + 1, INT32_MAX, 7};
  const TestImage image = Image<int32_t>({2, 2, 1}, values);
  const auto plan = MakePlan({FlipSpec(true, false)});
  const TestBatch test(*plan, image, 1, 1);
  TestImage found = test.Output();
  CHECK_EQ(RunOnDevice(TheDriver(), *plan, test, &found).message(), std::string());
  const std::vector<int32_t> result = found.As<int32_t>();
  CHECK_EQ(result[0], values[1]);
  CHECK_EQ(result[1], values[0]);
  CHECK_EQ(result[2], values[3]);
  CHECK_EQ(result[3], values[2]);
}

TEST(CudaImagesOfABatchMayTakeDifferentPasses) {
  // Coins and zero factors: some images flip, some shift, some do nothing.
  StageSpec flip = FlipSpec(true, true);
  flip.params["random"] = Num({1});
  const StageSpec contrast =
      Spec("contrast", {{"factor", Num({.8, .8})}, {"valueRange", Num({0, 255})}}, "input");
  for (const bool fuse : {true, false}) {
    const auto plan =
        MakePlan({flip, CropSpec("random", 20, 24), contrast, ResizeSpec(16, 16)}, fuse);
    CheckSameBits(TheDriver(), *plan, Noise({40, 40, 3}, DType::kUint8, 10), 40);
  }
}

TEST(CudaBatchesOfManyChunksKeepTheirOrder) {
  const auto plan = MakePlan({RotationSpec(.4, "reflect"), RescaleSpec(1.0 / 255, 0)});
  // 48 MB of results at 224 x 224.
  CheckSameBits(TheDriver(), *plan, Noise({224, 224, 3}, DType::kUint8, 11), OnGpu() ? 300 : 70);
}

// The sanitizers see it, on the CPU and on a GPU: 315 bytes are no whole number of words, and the
// last tap is the last byte.
TEST(CudaReadsNothingBeyondTheMemory) {
  TestDriver driver;
  driver->ReleaseLanes();
  const auto plan = MakePlan({TranslationSpec(1.5 / 15, .5 / 7)});
  CheckSameBits(driver.get(), *plan, Noise({15, 7, 3}, DType::kUint8, 13), 1);
}

TEST(CudaEmptyBatchesDoNothing) {
  const auto plan = MakePlan({FlipSpec(true, false)});
  CudaBatch batch;
  batch.plan = plan.get();
  batch.input_shape = batch.output_shape = {4, 4, 3};
  batch.output_dtype = DType::kUint8;
  CHECK(cuda::RunBatch(TheDriver(), batch).ok());
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

TEST(CudaStickyErrorsSwitchTheDeviceOff) {
  TestDriver driver("sticky");
  CHECK(driver->available());
  const auto plan = MakePlan({RotationSpec(.4, "wrap")});
  const TestBatch test(*plan, Noise({10, 10, 3}, DType::kUint8, 12), 3, 1);
  TestImage found = test.Output();
  CHECK_EQ(RunOnDevice(driver.get(), *plan, test, &found).code(), std::string("E_CUDA_FAILED"));
  CHECK(!driver->available());
  CHECK_EQ(RunOnDevice(driver.get(), *plan, test, &found).code(), std::string("E_CUDA_MISSING"));
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
  starts("oom", "the self-test failed: device: the GPU");
  Driver missing;
  missing.Load("/nowhere/libimagepipeline_cuda.so");
  CHECK(!missing.available());
  CHECK(missing.reason().find("/nowhere/libimagepipeline_cuda.so") != std::string::npos);
}

}  // namespace
}  // namespace imagepipeline::test
