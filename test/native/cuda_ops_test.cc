// Every point op, barrier and convolution on the device against the CPU, bit by bit.
#include <cmath>

#include "cuda_support.h"

namespace imagepipeline::test {
namespace {

constexpr DType kDTypes[] = {DType::kUint8, DType::kUint16, DType::kInt32, DType::kFloat32};
const std::vector<std::vector<double>> kRanges = {{0, 255}, {-20, 400}};

// Must run on the device: E_CUDA_PASS is a failure too.
void CheckRuns(const std::vector<StageSpec>& stages, const TestImage& image, int64_t count = 2) {
  const int refused = OnlyOnTheCpu();
  const bool same = CheckSameBits(TheDriver(), *MakePlan(stages), image, count);
  if (!CHECK(same && OnlyOnTheCpu() == refused))
    std::cout << "  " << stages.back().kind << ", dtype " << static_cast<int>(image.dtype) << ", "
              << image.shape.channels << " channels\n";
}

// Noise with what arithmetic treats in a special way.
TestImage OddFloats(const Shape& shape) {
  TestImage image = Noise(shape, DType::kFloat32, 21);
  auto* values = reinterpret_cast<float*>(image.bytes.data());
  const float odd[] = {NAN, INFINITY, -INFINITY, -0.0f, 0, 255, 256, -1, 1e30f};
  for (int64_t i = 0; i < shape.ValueCount(); i += 13)
    values[i] = odd[static_cast<size_t>(i / 13) % std::size(odd)];
  return image;
}

std::vector<TestImage> Images(int64_t channels) {
  std::vector<TestImage> images;
  for (const DType dtype : kDTypes) images.push_back(Noise({37, 41, channels}, dtype, 20));
  images.push_back(OddFloats({37, 41, channels}));
  return images;
}

TEST(CudaColorsEqualTheCpu) {
  for (const int64_t channels : {3, 4}) {
    for (const DType dtype : {DType::kUint8, DType::kFloat32}) {
      const TestImage image = dtype == DType::kUint8 ? Noise({37, 41, channels}, dtype, 20)
                                                     : OddFloats({37, 41, channels});
      for (const char* kind : {"hue", "saturation", "color_degeneration"}) {
        for (const auto& range : kRanges) {
          for (const char* stored : {"float32", "input"}) {
            CheckRuns({Spec(kind, {{"factor", Num({0, 1})}, {"valueRange", Num(range)}}, stored)},
                      image, 5);
          }
        }
      }
      CheckRuns({Spec("grayscale", {{"probability", Num({1})}})}, image);
      // Behind a warp, in one pass with it.
      CheckRuns({RotationSpec(.4, "reflect"),
                 Spec("hue", {{"factor", Num({.3, .4})}, {"valueRange", Num({0, 255})}}),
                 RescaleSpec(1.0 / 255, 0)},
                image);
    }
  }
}

TEST(CudaTonesEqualTheCpu) {
  for (const int64_t channels : {1, 2, 3, 4, 7}) {
    for (const TestImage& image : Images(channels)) {
      for (const auto& range : kRanges) {
        CheckRuns({Spec("posterize", {{"bits", Num({1, 8})}, {"valueRange", Num(range)}})}, image,
                  4);
        CheckRuns({Spec("solarize", {{"additionFactor", Num({0, 1})},
                                     {"thresholdFactor", Num({0, 1})},
                                     {"valueRange", Num(range)}})},
                  image, 4);
      }
      CheckRuns({Spec("erase", {{"factor", Num({1, 1})},
                                {"scale", Num({.1, .8})},
                                {"fillValue", Num({77.25})},
                                {"valueRange", Num({0, 255})}})},
                image, 4);
    }
  }
}

TEST(CudaHistogramsEqualTheCpu) {
  for (const int64_t channels : {1, 2, 3, 4, 7}) {
    for (const TestImage& image : Images(channels)) {
      for (const double bins : {1, 2, 256, 65536}) {
        CheckRuns({RotationSpec(.2, "wrap"),
                   Spec("equalize", {{"bins", Num({bins})}, {"valueRange", Num({0, 255})}}),
                   RescaleSpec(.5, 1)},
                  image, 3);
      }
    }
  }
}

TEST(CudaChannelRangesEqualTheCpu) {
  for (const int64_t channels : {1, 2, 3, 4, 7, 40}) {
    for (const TestImage& image : Images(channels)) {
      for (const auto& range : kRanges)
        CheckRuns({Spec("auto_contrast", {{"valueRange", Num(range)}})}, image, 3);
    }
  }
  // Only one channel has a NaN, so the others are stretched.
  TestImage image = Noise({20, 20, 3}, DType::kFloat32, 22);
  reinterpret_cast<float*>(image.bytes.data())[301] = NAN;
  CheckRuns({Spec("auto_contrast", {{"valueRange", Num({0, 255})}})}, image, 1);
}

TEST(CudaChannelWhiteningEqualsTheCpu) {
  const StageSpec whitening =
      Spec("channel_zca", {{"epsilon", Num({1e-3})}, {"probability", Num({1})}});
  for (const int64_t channels : {1, 3, 4}) {
    for (const Shape& shape : {Shape{37, 41, channels}, Shape{1, 3, channels}}) {
      CheckRuns({whitening}, Noise(shape, DType::kUint8, 23), 3);
      CheckRuns({RotationSpec(.2), whitening, RescaleSpec(.5, 1)}, Noise(shape, DType::kUint16, 23),
                3);
      CheckRuns({whitening}, OddFloats(shape), 3);
    }
  }
}

TEST(CudaConvolutionsEqualTheCpu) {
  for (const int64_t channels : {1, 2, 3, 4, 7}) {
    for (const TestImage& image : Images(channels)) {
      for (const char* stored : {"float32", "input"}) {
        CheckRuns(
            {Spec("sharpness", {{"factor", Num({0, 1})}, {"valueRange", Num({0, 255})}}, stored)},
            image, 3);
        for (const std::vector<double>& size : {std::vector<double>{1, 5}, {7, 3}, {99, 99}}) {
          CheckRuns({Spec("gaussian_blur",
                          {{"factor", Num({1, 1})},
                           {"kernelSize", Num(size)},
                           {"sigma", Num({.3, 4})},
                           {"valueRange", Num({0, 255})}},
                          stored)},
                    image, 3);
        }
      }
    }
  }
}

TEST(CudaPillowBrightnessEqualsTheCpu) {
  for (const int64_t channels : {1, 3, 4}) {
    for (const TestImage& image : Images(channels)) {
      for (const char* variant : {"corrected", "idg-1.1", "idg-2"}) {
        CheckRuns(
            {Spec("idg_brightness", {{"variant", Word(variant)}, {"brightness", Num({.5, 1.5})}})},
            image, 3);
      }
    }
  }
}

// int32 tensors hold the results of uint8 and uint16 pipelines.
TEST(CudaResultsMayBeStoredWider) {
  for (const DType dtype : {DType::kUint8, DType::kUint16}) {
    for (const StageSpec& stage :
         {RotationSpec(.4, "reflect"), FlipSpec(true, false), RescaleSpec(.7, 9)}) {
      StageSpec spec = stage;
      spec.dtype = "input";
      const auto plan = MakePlan({spec});
      const TestBatch test(*plan, Noise({21, 33, 3}, dtype, 30), 3, 1);
      const std::vector<double> expected = RunOnCpu(*plan, test).Values();
      TestImage found({test.out_shape.height * 3, test.out_shape.width, 3}, DType::kInt32);
      CudaBatch batch = BatchOf(*plan, test, &found);
      batch.output_dtype = DType::kInt32;
      CHECK_EQ(cuda::RunBatch(TheDriver(), batch).message(), std::string());
      CHECK(found.Values() == expected);
    }
  }
}

}  // namespace
}  // namespace imagepipeline::test
