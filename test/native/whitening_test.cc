// Whitening of whole images: hand-worked values, plain sums, and bits that depend on nothing but
// the image.
#include <algorithm>
#include <limits>

#include "whitening_support.h"

namespace imagepipeline::test {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

void CheckAllNear(const std::vector<float>& actual, const std::vector<double>& expected,
                  double tolerance) {
  CHECK_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < std::min(actual.size(), expected.size()); ++i)
    CHECK_NEAR(static_cast<double>(actual[i]), expected[i], tolerance);
}

void CheckBothNear(const Whitening& whitening, const std::vector<uint8_t>& images,
                   const std::vector<double>& expected) {
  const WhiteningInput input = {images.data(), DType::kUint8, 3};
  ForEachTarget([&](const KernelTable&) { CheckAllNear(Apply(whitening, input), expected, 4e-6); });
  CheckAllNear(ApplyDefinition(whitening, input), expected, 4e-6);
}

// Images (1, 2), (3, 5), (0, 4) of two values; Keras' ImageDataGenerator gives this matrix and
// these rows at epsilon 1e-6.
const std::vector<uint8_t> kHandImages = {1, 2, 3, 5, 0, 4};
const std::vector<double> kHandRows = {-0.921915, -0.387392, 0.447458,
                                       1.516503,  -1.396372, 0.741718};

TEST(WhitensTheHandCase) {
  WhiteningPointer whitening;
  const float matrix[] = {0.594588f, 0.060066f, 0.060066f, 0.594588f};
  CHECK(MakeDenseWhitening({2.5, 2.5}, matrix, &whitening).ok());
  CheckBothNear(*whitening, kHandImages, kHandRows);
}

// The same: eigenvalues 7/3 along (1, 1) and 7/2 along (1, -1).
TEST(WhitensTheHandCaseByItsVectors) {
  const float half = std::sqrt(0.5f);
  const float vectors[] = {half, half, half, -half};
  const auto plus = static_cast<float>(1 / std::sqrt(7.0 / 3 + 1e-6));
  const auto minus = static_cast<float>(1 / std::sqrt(3.5 + 1e-6));
  WhiteningPointer both, one;
  CHECK(MakeLowRankWhitening({2.5, 2.5}, 0, vectors, {plus, minus}, &both).ok());
  CheckBothNear(*both, kHandImages, kHandRows);
  CHECK(MakeLowRankWhitening({2.5, 2.5}, minus, vectors, {plus - minus}, &one).ok());
  CheckBothNear(*one, kHandImages, kHandRows);
}

// The same numbers as pixels of two channels: means 4/3 and 11/3.
TEST(WhitensTheHandCaseOfChannels) {
  WhiteningPointer whitening;
  const float matrix[] = {0.894273f, -0.239620f, -0.239620f, 0.894273f};
  CHECK(MakeDenseWhitening({4.0 / 3, 11.0 / 3}, matrix, &whitening).ok());
  CheckBothNear(*whitening, kHandImages,
                {0.101276, -1.410582, 1.170962, 0.792997, -1.272237, 0.617584});
}

TEST(CentresInDouble) {
  // 2^24 + 1 is no float32, but 1 is.
  WhiteningPointer whitening;
  const float identity = 1;
  CHECK(MakeDenseWhitening({0x1p24}, &identity, &whitening).ok());
  const int32_t image = (1 << 24) + 1;
  const WhiteningInput input = {reinterpret_cast<const uint8_t*>(&image), DType::kInt32, 1};
  CHECK_EQ(Apply(*whitening, input)[0], 1.0f);
  CHECK_EQ(ApplyDefinition(*whitening, input)[0], 1.0f);
}

TEST(NoVectorsLeaveTheBaseGain) {
  WhiteningPointer whitening;
  CHECK(MakeLowRankWhitening({1, 2, 3}, 2, nullptr, {}, &whitening).ok());
  const uint8_t image[] = {5, 5, 0};
  const std::vector<float> expected = {8, 6, -6};
  CHECK(Apply(*whitening, {image, DType::kUint8, 1}) == expected);
  CHECK(ApplyDefinition(*whitening, {image, DType::kUint8, 1}) == expected);
}

void CheckSums(const WhiteningNumbers& numbers, DType dtype) {
  constexpr size_t kCount = 11;
  const WhiteningPointer whitening = numbers.Make();
  RawValues images = RandomImages(kCount * numbers.features, dtype, numbers.features);
  const WhiteningInput input = {images.data(), dtype, kCount};
  const std::vector<float> plain = ApplyDefinition(*whitening, input);
  const std::vector<float> fast = Apply(*whitening, input);
  for (size_t i = 0; i < kCount; ++i) {
    const Expected expected = ExpectedImage(numbers, images.data(), dtype, i);
    for (size_t f = 0; f < numbers.features; ++f) {
      const size_t at = i * numbers.features + f;
      CHECK_NEAR(static_cast<double>(fast[at]), expected.values[f], expected.tolerances[f]);
      const double last_bit = std::fabs(expected.values[f]) * 0x1p-23 + 1e-9;
      CHECK_NEAR(static_cast<double>(plain[at]), expected.values[f], last_bit);
    }
  }
}

// Features and vectors of less, just, and more than a panel of 48 and a block of 384.
TEST(DenseWhiteningIsItsSums) {
  for (const size_t features : {1, 7, 48, 49, 100, 105, 385}) {
    for (const DType dtype : kDTypes) CheckSums(RandomWhitening(features, -1, features), dtype);
  }
}

TEST(LowRankWhiteningIsItsSums) {
  for (const size_t features : {1, 7, 48, 49, 100, 105, 433}) {
    for (const int64_t rank : {1, 3, 48, 50})
      CheckSums(RandomWhitening(features, rank, features), DType::kUint8);
  }
  for (const DType dtype : kDTypes) CheckSums(RandomWhitening(105, 20, 1), dtype);
  CheckSums(RandomWhitening(60, 390, 1), DType::kFloat32);
}

TEST(LowRankEqualsTheMatrixOfItsSums) {
  constexpr size_t kFeatures = 105, kCount = 9;
  const WhiteningNumbers vectors = RandomWhitening(kFeatures, 6, 3);
  WhiteningNumbers whole = RandomWhitening(kFeatures, -1, 3);
  whole.mean = vectors.mean;
  for (size_t i = 0; i < kFeatures; ++i) {
    for (size_t j = 0; j < kFeatures; ++j) {
      double sum = i == j ? static_cast<double>(vectors.base_gain) : 0;
      for (size_t k = 0; k < 6; ++k) {
        sum += static_cast<double>(vectors.gains[k]) *
               static_cast<double>(vectors.rows[k * kFeatures + i]) *
               static_cast<double>(vectors.rows[k * kFeatures + j]);
      }
      whole.rows[i * kFeatures + j] = static_cast<float>(sum);
    }
  }
  RawValues images = RandomImages(kCount * kFeatures, DType::kUint8, 4);
  const WhiteningInput input = {images.data(), DType::kUint8, kCount};
  const std::vector<float> a = Apply(*vectors.Make(), input), b = Apply(*whole.Make(), input);
  for (size_t i = 0; i < kCount; ++i) {
    const Expected one = ExpectedImage(vectors, images.data(), DType::kUint8, i);
    const Expected other = ExpectedImage(whole, images.data(), DType::kUint8, i);
    for (size_t f = 0; f < kFeatures; ++f) {
      CHECK_NEAR(static_cast<double>(a[i * kFeatures + f]),
                 static_cast<double>(b[i * kFeatures + f]),
                 one.tolerances[f] + other.tolerances[f]);
    }
  }
}

std::vector<WhiteningNumbers> SomeWhitenings() {
  return {RandomWhitening(100, -1, 1), RandomWhitening(389, -1, 2), RandomWhitening(100, 50, 3),
          RandomWhitening(389, 7, 4)};
}

TEST(EveryTargetWhitensToTheSameBits) {
  for (const WhiteningNumbers& numbers : SomeWhitenings()) {
    const WhiteningPointer whitening = numbers.Make();
    for (const DType dtype : kDTypes) {
      RawValues images = RandomImages(13 * numbers.features, dtype, 5);
      const WhiteningInput input = {images.data(), dtype, 13};
      ForceTarget("SCALAR");
      const std::vector<float> expected = Apply(*whitening, input);
      ForEachTarget([&](const KernelTable&) { CHECK(Apply(*whitening, input) == expected); });
    }
  }
}

// A batch of 37 as pieces of `sizes`, in turns.
std::vector<float> InPieces(const Whitening& whitening, const uint8_t* data,
                            const std::vector<int64_t>& sizes) {
  std::vector<float> out(static_cast<size_t>(37 * whitening.features));
  int64_t first = 0;
  for (size_t piece = 0; first < 37; ++piece) {
    const int64_t count = std::min(sizes[piece % sizes.size()], 37 - first);
    const int64_t offset = first * whitening.features;
    const WhiteningInput input = {data + offset, DType::kUint8, count};
    CHECK(ApplyWhitening(whitening, input, out.data() + offset).ok());
    first += count;
  }
  return out;
}

TEST(CutsOfABatchDoNotShow) {
  for (const WhiteningNumbers& numbers : SomeWhitenings()) {
    const WhiteningPointer whitening = numbers.Make();
    RawValues images = RandomImages(37 * numbers.features, DType::kUint8, 6);
    const std::vector<float> expected = InPieces(*whitening, images.data(), {37});
    for (const std::vector<int64_t>& sizes :
         std::vector<std::vector<int64_t>>{{1}, {1, 36}, {5}, {8}, {9, 3}, {36, 1}}) {
      CHECK(InPieces(*whitening, images.data(), sizes) == expected);
    }
  }
}

TEST(MoreThanOneReadingOfTheMatrix) {
  for (const int64_t rank : {-1, 3}) {
    const WhiteningPointer whitening = RandomWhitening(7, rank, 7).Make();
    constexpr int64_t kCount = 2 * kWhitenedTogether + 3;
    RawValues images = RandomImages(kCount * 7, DType::kUint8, 7);
    const std::vector<float> together = Apply(*whitening, {images.data(), DType::kUint8, kCount});
    for (int64_t i = 0; i < kCount; ++i) {
      const auto alone = Apply(*whitening, {images.data() + 7 * i, DType::kUint8, 1});
      CHECK(std::equal(alone.begin(), alone.end(), together.begin() + 7 * i));
    }
  }
}

TEST(EmptyBatchIsNoWork) {
  for (const int64_t rank : {-1, 3}) {
    const WhiteningPointer whitening = RandomWhitening(7, rank, 8).Make();
    CHECK(ApplyWhitening(*whitening, {nullptr, DType::kUint8, 0}, nullptr).ok());
    WhitenByDefinition(*whitening, {nullptr, DType::kUint8, 0}, nullptr);
  }
}

TEST(NaNAndInfinityStayInTheirImage) {
  for (const WhiteningNumbers& numbers : SomeWhitenings()) {
    const WhiteningPointer whitening = numbers.Make();
    const size_t features = numbers.features;
    RawValues images = RandomImages(10 * features, DType::kFloat32, 9);
    const WhiteningInput input = {images.data(), DType::kFloat32, 10};
    const std::vector<float> clean = Apply(*whitening, input);
    std::memcpy(images.data() + (3 * features + 5) * 4, &kNaN, 4);
    std::memcpy(images.data() + (6 * features + 60) * 4, &kInfinity, 4);
    std::memcpy(images.data() + (6 * features + 61) * 4, &kInfinity, 4);
    ForEachTarget([&](const KernelTable&) {
      const std::vector<float> spoilt = Apply(*whitening, input);
      for (size_t at = 0; at < spoilt.size(); ++at) {
        const size_t image = at / features;
        uint32_t bits;
        std::memcpy(&bits, &spoilt[at], 4);
        if (image == 3 || std::isnan(spoilt[at])) CHECK_EQ(bits, 0x7FC00000u);
        if (image == 6) CHECK(!std::isfinite(spoilt[at]));
        if (image != 3 && image != 6) CHECK_EQ(spoilt[at], clean[at]);
      }
    });
  }
}

TEST(ImagesNotAppliedAreTheirValues) {
  for (const WhiteningNumbers& numbers : SomeWhitenings()) {
    const WhiteningPointer whitening = numbers.Make();
    for (const DType dtype : kDTypes) {
      RawValues images = RandomImages(10 * numbers.features, dtype, 10);
      const uint8_t applied[] = {1, 0, 0, 1, 1, 1, 0, 1, 1, 0};
      const WhiteningInput all = {images.data(), dtype, 10};
      const WhiteningInput some = {images.data(), dtype, 10, applied};
      const std::vector<float> whitened = Apply(*whitening, all), mixed = Apply(*whitening, some);
      const std::vector<float> plain = ApplyDefinition(*whitening, some);
      for (size_t at = 0; at < mixed.size(); ++at) {
        const auto value = static_cast<float>(ValueAt(images.data(), dtype, at));
        const bool is_whitened = applied[at / numbers.features] != 0;
        CHECK_EQ(mixed[at], is_whitened ? whitened[at] : value);
        if (!is_whitened) CHECK_EQ(plain[at], value);
      }
    }
  }
}

TEST(PanelsGiveBackTheRowsTheyGot) {
  for (const int64_t columns : {1, 47, 48, 100}) {
    PanelMatrix matrix;
    CHECK(PanelMatrix::Create(5, columns, &matrix).ok());
    std::vector<float> values, zeros(static_cast<size_t>(columns)), out(values.size());
    for (int64_t i = 0; i < 4 * columns; ++i) values.push_back(static_cast<float>(i + 1));
    matrix.SetRows(1, 1, values.data());
    matrix.SetRows(2, 3, values.data() + columns);
    out.resize(values.size());
    matrix.GetRows(1, 4, out.data());
    CHECK(out == values);
    matrix.GetRows(0, 1, out.data());
    CHECK(std::equal(zeros.begin(), zeros.end(), out.begin()));
    // What is past the last column takes part in products.
    const int64_t last = matrix.panels() - 1;
    for (int64_t j = matrix.Width(last); j < PanelMatrix::kColumns; ++j)
      CHECK_EQ(matrix.At(last, 4)[j], 0.0f);
  }
}

TEST(AMatrixTooLargeForMemoryIsAnError) {
  constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();
  for (const auto& [rows, columns] : std::vector<std::pair<int64_t, int64_t>>{
           {kHuge, 1}, {1, kHuge}, {int64_t{1} << 40, int64_t{1} << 22}}) {
    PanelMatrix matrix;
    CHECK_EQ(PanelMatrix::Create(rows, columns, &matrix).code(), std::string("E_ALLOC"));
  }
}

}  // namespace
}  // namespace imagepipeline::test
