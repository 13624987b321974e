// Bytes by tables: the numbers of the point ops, at sizes where a table takes their place.
#include "kernels_support.h"
#include "plan_support.h"

namespace imagepipeline::test {
namespace {

ParamValue Bytes() { return Num({0, 255}); }
ParamValue Fixed(double value) { return Num({value, value}); }

StageSpec InvertSpec(std::string dtype = "uint8") {
  return Spec("invert", {{"factor", Fixed(1)}, {"valueRange", Bytes()}}, std::move(dtype));
}

StageSpec SolarizeSpec() {
  return Spec(
      "solarize",
      {{"additionFactor", Fixed(0)}, {"thresholdFactor", Fixed(.5)}, {"valueRange", Bytes()}},
      "uint8");
}

StageSpec PosterizeSpec() {
  return Spec("posterize", {{"bits", Num({3, 3})}, {"valueRange", Bytes()}}, "uint8");
}

TestImage RandomBytes(int64_t height, int64_t width, int64_t channels, uint64_t seed) {
  Random random(seed);
  std::vector<uint8_t> values(static_cast<size_t>(height * width * channels));
  for (uint8_t& value : values) value = random.Byte();
  return Image({height, width, channels}, values);
}

TEST(ByteTableOfInversionByHand) {
  std::vector<uint8_t> ramp(size_t{48} * 64);
  for (size_t i = 0; i < ramp.size(); ++i) ramp[i] = static_cast<uint8_t>(i);
  const std::unique_ptr<Plan> plan = MakePlan({InvertSpec()});
  const std::vector<double> values =
      RunNumbers(*plan, Image({48, 64, 1}, ramp), {1}, ExecutorKind::kFused).Values();
  for (size_t i = 0; i < ramp.size(); ++i) CHECK_EQ(values[i], 255.0 - ramp[i]);
}

// The two executors agree, with what moves pixels before and statistics before the table too.
TEST(ByteTablesAgreeWithReference) {
  const std::vector<std::vector<StageSpec>> programs = {
      {InvertSpec()},
      {SolarizeSpec()},
      {PosterizeSpec()},
      {RescaleSpec(-.375, 201.25, "uint8")},
      {RescaleSpec(1.75, -90, "uint8"), SolarizeSpec(), PosterizeSpec()},
      {FlipSpec(true, false), InvertSpec()},
      {CropSpec("center", 32, 33), FlipSpec(true, true), SolarizeSpec()},
      {InvertSpec("float32"), RescaleSpec(1.25, 3, "uint8")},
      {Spec("auto_contrast", {{"valueRange", Bytes()}}, "uint8")},
      {Spec("equalize", {{"bins", Num({256})}, {"valueRange", Bytes()}}, "uint8")},
  };
  for (const int64_t channels : {1, 2, 3, 4, 5}) {
    const TestImage image = RandomBytes(35, 37, channels, static_cast<uint64_t>(channels));
    for (const std::vector<StageSpec>& stages : programs) {
      const std::unique_ptr<Plan> plan = MakePlan(stages);
      const std::vector<double> numbers = DrawNumbers(*plan, image.shape);
      const auto fused = RunNumbers(*plan, image, numbers, ExecutorKind::kFused).Values();
      const auto reference = RunNumbers(*plan, image, numbers, ExecutorKind::kReference).Values();
      CHECK(fused == reference);
    }
  }
}

// What is the same for all channels has one table, alpha and numbers per channel their own.
TEST(ByteTablesOfChannelsThatDiffer) {
  const auto normalize = Spec("normalize",
                              {{"mean", Num({10, 10, 90, 10})},
                               {"variance", Num({1, 1, 1, 4})},
                               {"shape", Num({1, 1, 4})},
                               {"invert", Num({0})}},
                              "uint8");
  const auto brightness =
      Spec("idg_brightness", {{"variant", Word("idg-1.1")}, {"brightness", Fixed(1.5)}}, "uint8");
  const TestImage image = RandomBytes(35, 37, 4, 9);
  for (const StageSpec& stage : {normalize, brightness}) {
    const std::unique_ptr<Plan> plan = MakePlan({stage});
    const std::vector<double> numbers = DrawNumbers(*plan, image.shape);
    const auto fused = RunNumbers(*plan, image, numbers, ExecutorKind::kFused).Values();
    CHECK(fused == RunNumbers(*plan, image, numbers, ExecutorKind::kReference).Values());
  }
}

// Rows with and without gaps between them, moved or not.
TEST(ColorsOfBytesAgreeWithReference) {
  const auto gray = Spec("grayscale", {{"probability", Num({1})}}, "uint8");
  const auto less = Spec("saturation", {{"factor", Fixed(.5)}, {"valueRange", Bytes()}}, "uint8");
  const std::vector<std::vector<StageSpec>> programs = {
      {gray},
      {less},
      {FlipSpec(true, false), gray},
      {CropSpec("center", 20, 21), gray},
      {CropSpec("center", 20, 21), FlipSpec(true, true), less},
      {ResizeSpec(30, 40), gray},
  };
  for (const int64_t channels : {3, 4}) {
    const TestImage image = RandomBytes(35, 37, channels, static_cast<uint64_t>(channels));
    for (const std::vector<StageSpec>& stages : programs) {
      const std::unique_ptr<Plan> plan = MakePlan(stages);
      const std::vector<double> numbers = DrawNumbers(*plan, image.shape);
      const auto fused = RunNumbers(*plan, image, numbers, ExecutorKind::kFused).Values();
      const auto reference = RunNumbers(*plan, image, numbers, ExecutorKind::kReference).Values();
      if (!CHECK_EQ(fused.size(), reference.size())) continue;
      size_t different = 0;
      for (size_t i = 0; i < fused.size(); ++i) {
        CHECK(std::fabs(fused[i] - reference[i]) <= 1);
        different += fused[i] != reference[i] ? 1 : 0;
      }
      // Where float32 and double round to other sides.
      CHECK(different * 100 <= fused.size());
    }
  }
}

// `tables` of each channel.
void CheckLookUps(const uint8_t* tables, int64_t channels) {
  for (const size_t pixels : {0, 1, 5, 63, 64, 65, 200, 1001}) {
    RawValues in(pixels * static_cast<size_t>(channels), DType::kUint8, pixels);
    ForEachTarget([&](const KernelTable& kernels) {
      std::vector<uint8_t> out(pixels * static_cast<size_t>(channels));
      kernels.look_up_bytes(in.data(), pixels, channels, tables, out.data());
      bool right = true;
      for (size_t i = 0; i < out.size(); ++i) {
        const size_t c = i % static_cast<size_t>(channels);
        right = right && out[i] == tables[c * 256 + in.data()[i]];
      }
      CHECK(right);
      std::vector<uint8_t> same(in.data(), in.data() + out.size());
      kernels.look_up_bytes(same.data(), pixels, channels, tables, same.data());
      CHECK(same == out);
    });
  }
}

TEST(LookUpBytesSameBits) {
  for (const int64_t channels : {1, 2, 3, 4, 5, 7})
    CheckLookUps(RawValues(static_cast<size_t>(channels) * 256, DType::kUint8, 3).data(), channels);
}

// An inversion, and what is one but for a single entry.
TEST(LookUpBytesOfInversions) {
  std::vector<uint8_t> table(256);
  for (size_t i = 0; i < table.size(); ++i) table[i] = static_cast<uint8_t>(255 - i);
  CheckLookUps(table.data(), 1);
  for (const size_t at : {0, 15, 16, 100, 128, 255}) {
    std::vector<uint8_t> other = table;
    other[at] ^= 1;
    CheckLookUps(other.data(), 1);
  }
}

}  // namespace
}  // namespace imagepipeline::test
