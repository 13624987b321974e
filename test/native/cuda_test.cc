// The device against the CPU, bit by bit. Linked with the host shim these tests run the kernels'
// code under the sanitizers; linked with the CUDA library they run it on a GPU, and more of it.
#include <cstring>

#include "cuda_support.h"
#include "random_program.h"

namespace imagepipeline::test {
namespace {

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

}  // namespace
}  // namespace imagepipeline::test
