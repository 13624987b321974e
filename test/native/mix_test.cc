// Mixing of images of a batch: numbers by hand, both executors, every dtype and instruction set.
#include "runtime/mix.h"

#include <limits>

#include "kernels/kernel_table.h"
#include "plan_support.h"

namespace imagepipeline::test {
namespace {

template <typename T>
MixInput Batch(const std::vector<T>& values, const Shape& shape, DType dtype, DType result) {
  return {reinterpret_cast<const uint8_t*>(values.data()), shape, dtype,
          static_cast<int64_t>(values.size()) / shape.ValueCount(), result};
}

template <typename Run>
void OnBoth(const MixInput& input, DType out_dtype, const std::vector<double>& expected,
            const Run& run) {
  for (const ExecutorKind kind : {ExecutorKind::kReference, ExecutorKind::kFused}) {
    Scratch scratch;
    TestImage out(input.shape, out_dtype);
    CHECK(run(kind, out.Target(), &scratch).ok());
    CHECK(out.Values() == expected);
  }
}

void CheckBlend(const MixInput& input, const Blend& blend, DType out_dtype,
                const std::vector<double>& expected) {
  OnBoth(input, out_dtype, expected,
         [&](ExecutorKind kind, const MutableImage& out, Scratch* scratch) {
           return RunBlend(kind, input, blend, out, scratch);
         });
}

void CheckRegions(const MixInput& input, const std::vector<MixRegion>& regions, float fill,
                  DType out_dtype, const std::vector<double>& expected) {
  OnBoth(input, out_dtype, expected,
         [&](ExecutorKind kind, const MutableImage& out, Scratch* scratch) {
           return RunRegions(kind, input, regions, fill, out, scratch);
         });
}

TEST(MixBlendsByWeight) {
  // Keras' numbers: weights .25 and .9 of 10 and 90.
  const std::vector<float> floats = {10, 10, 90, 90};
  const MixInput input = Batch(floats, {1, 2, 1}, DType::kFloat32, DType::kFloat32);
  CheckBlend(input, {0, 1, .25}, DType::kFloat32, {70, 70});
  const double blended = static_cast<double>(90 * .9f + 10 * (1 - .9f));
  CheckBlend(input, {1, 0, .9}, DType::kFloat32, {blended, blended});
  // .5 rounds to even.
  const std::vector<uint8_t> bytes = {10, 0, 255, 11, 3, 255};
  CheckBlend(Batch(bytes, {1, 1, 3}, DType::kUint8, DType::kUint8), {0, 1, .5}, DType::kUint8,
             {10, 2, 255});
  CheckBlend(Batch(bytes, {1, 1, 3}, DType::kUint8, DType::kUint8), {0, 1, .5}, DType::kInt32,
             {10, 2, 255});
  CheckBlend(Batch(bytes, {1, 1, 3}, DType::kUint8, DType::kFloat32), {0, 1, .5}, DType::kFloat32,
             {10.5, 1.5, 255});
  const std::vector<int32_t> ints = {-7, 1 << 20, 8, 2};
  CheckBlend(Batch(ints, {1, 2, 1}, DType::kInt32, DType::kInt32), {0, 1, .25}, DType::kInt32,
             {4, 262146});
  const std::vector<uint16_t> shorts = {65535, 0, 0, 65535};
  CheckBlend(Batch(shorts, {2, 1, 1}, DType::kUint16, DType::kUint16), {0, 1, .75}, DType::kUint16,
             {49151, 16384});
}

TEST(MixOfOneImageIsACopy) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> values = {.1f, .7f, nan, nan};
  const MixInput input = Batch(values, {1, 2, 1}, DType::kFloat32, DType::kFloat32);
  const std::vector<double> first = {static_cast<double>(.1f), static_cast<double>(.7f)};
  CheckBlend(input, {0, 0, .3}, DType::kFloat32, first);
  // What has no weight is not read.
  CheckBlend(input, {0, 1, 1}, DType::kFloat32, first);
  CheckBlend(input, {1, 0, 0}, DType::kFloat32, first);
  // Beyond 2^24, where float32 has no odd numbers.
  const std::vector<int32_t> ints = {16777217, 0};
  CheckBlend(Batch(ints, {1, 1, 1}, DType::kInt32, DType::kInt32), {0, 0, .3}, DType::kInt32,
             {16777217});
}

TEST(MixCopiesRegions) {
  // Two images of 2 x 3, and a column of fill.
  const std::vector<int32_t> ints = {1, 2, 3, 4, 5, 16777217, 11, 12, 13, 14, 15, 16};
  const std::vector<MixRegion> regions = {
      {0, 0, 0, 2, 3, 0, 0}, {1, 1, 0, 1, 2, 0, 1}, {MixRegion::kFill, 0, 1, 1, 1, 0, 0}};
  const MixInput input = Batch(ints, {2, 3, 1}, DType::kInt32, DType::kInt32);
  CheckRegions(input, regions, 7, DType::kInt32, {1, 7, 3, 12, 13, 16777217});
  const std::vector<uint8_t> bytes = {1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16};
  const std::vector<double> expected = {1, 7, 3, 12, 13, 6};
  for (const DType result : {DType::kUint8, DType::kUint16, DType::kInt32, DType::kFloat32}) {
    CheckRegions(Batch(bytes, {2, 3, 1}, DType::kUint8, result), regions, 7, result, expected);
  }
  CheckRegions(Batch(bytes, {2, 3, 1}, DType::kUint8, DType::kUint8), regions, 7, DType::kInt32,
               expected);
  // The fill value is a value of the result: rounded to even and saturated.
  CheckRegions(Batch(bytes, {2, 3, 1}, DType::kUint8, DType::kUint8),
               {{MixRegion::kFill, 0, 0, 1, 3, 0, 0}, {1, 1, 0, 1, 3, 1, 0}}, 6.5f, DType::kUint8,
               {6, 6, 6, 14, 15, 16});
  CheckRegions(Batch(bytes, {2, 3, 1}, DType::kUint8, DType::kUint8),
               {{MixRegion::kFill, 0, 0, 2, 3, 0, 0}}, 1e9f, DType::kUint8,
               {255, 255, 255, 255, 255, 255});
  // Several channels move together.
  const std::vector<uint8_t> pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  CheckRegions(Batch(pixels, {1, 2, 3}, DType::kUint8, DType::kUint8),
               {{0, 0, 0, 1, 1, 0, 1}, {1, 0, 1, 1, 1, 0, 0}}, 0, DType::kUint8,
               {4, 5, 6, 7, 8, 9});
}

TEST(MixSameBitsOnEveryTarget) {
  std::vector<float> values(2 * 5 * 13 * 3);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i * i % 977) / 7;
  const MixInput input = Batch(values, {5, 13, 3}, DType::kFloat32, DType::kFloat32);
  Scratch scratch;
  TestImage expected(input.shape, DType::kFloat32);
  CHECK(RunBlend(ExecutorKind::kReference, input, {0, 1, .37}, expected.Target(), &scratch).ok());
  for (const std::string& target : SupportedTargets()) {
    CHECK(ForceTarget(target));
    for (const bool streamed : {false, true}) {
      TestImage out(input.shape, DType::kFloat32);
      MutableImage to = out.Target();
      to.streamed = streamed;
      CHECK(RunBlend(ExecutorKind::kFused, input, {0, 1, .37}, to, &scratch).ok());
      CHECK(out.bytes == expected.bytes);
    }
  }
  ForceTarget("");
}

}  // namespace
}  // namespace imagepipeline::test
