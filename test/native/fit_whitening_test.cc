// Whitenings from moments: cases worked by hand or known in closed form, the limits, and the two
// ways to the same eigenvectors.
#include "linalg/fit_whitening.h"

#include <limits>

#include "fit_support.h"
#include "linalg/lapack.h"

namespace imagepipeline {
namespace {

using namespace test;

void CheckMatrix(const Whitening& whitening, const std::vector<double>& expected,
                 double tolerance) {
  const std::vector<double> matrix = MatrixOf(whitening);
  if (!CHECK_EQ(matrix.size(), expected.size())) return;
  for (size_t i = 0; i < matrix.size(); ++i) CHECK_NEAR(matrix[i], expected[i], tolerance);
}

const std::vector<float> kHand = {1, 2, 3, 5, 0, 4};

template <typename T>
Images HandImages(DType dtype, int64_t channels) {
  return ImagesOf(dtype, 2, channels, std::vector<T>(kHand.begin(), kHand.end()));
}

// Images of 1 x 2 pixels, one channel: the mean is 2.5, the variances 7/3 and 7/2 along (1, 1) and
// (1, -1).
TEST(WhiteningByHand) {
  for (const Images& images :
       {HandImages<uint8_t>(DType::kUint8, 1), HandImages<uint16_t>(DType::kUint16, 1),
        HandImages<int32_t>(DType::kInt32, 1), HandImages<float>(DType::kFloat32, 1)}) {
    const auto moments = MomentsOf(images);
    for (const bool singular : {false, true}) {
      const FitResult fit = Fit(moments.get(), {.epsilon = 1e-6, .singular = singular});
      CheckMatrix(*fit.whitening, {.594588, .060066, .060066, .594588}, 1e-6);
      CHECK(fit.whitening->dense);
      CHECK_NEAR(fit.whitening->mean[0], 2.5, 1e-15);
      CHECK_NEAR(fit.whitening->mean[1], 2.5, 1e-15);
      CHECK_EQ(fit.count, 3);
      CHECK_EQ(fit.rank, 2);
      CHECK_NEAR(fit.spectrum[0], 3.5, 1e-14);
      CHECK_NEAR(fit.spectrum[1], 7.0 / 3, 1e-14);
      CHECK_NEAR(fit.condition, 1.5, 1e-14);
    }
    CheckMatrix(*Fit(moments.get(), {.epsilon = 0.1}).whitening,
                {.584054, .057007, .057007, .584054}, 1e-6);
    CheckMatrix(*Fit(moments.get(), {.epsilon = 0.1, .singular = true}).whitening,
                {.574666, .056145, .056145, .574666}, 1e-6);
  }
}

// The same numbers with a mean for each feature: 4/3 and 11/3, variances 7/3 along (1, 1) and 7/9.
TEST(WhiteningPerFeatureByHand) {
  for (const bool by_channels : {false, true}) {
    const auto moments = MomentsOf(HandImages<uint8_t>(DType::kUint8, by_channels ? 2 : 1));
    const FitResult fit = Fit(moments.get(), {.epsilon = 1e-12, .per_feature = !by_channels});
    CheckMatrix(*fit.whitening, {.894273, -.239620, -.239620, .894273}, 1e-6);
    CHECK_NEAR(fit.whitening->mean[0], 4.0 / 3, 1e-15);
    CHECK_NEAR(fit.whitening->mean[1], 11.0 / 3, 1e-15);
  }
}

// Rows of a Hadamard matrix, scaled by powers of 2 and taken with both signs: the covariance is
// exactly Q diag(s) Q^T, also in float32.
constexpr size_t kSide = 64;

double Sign(size_t k, size_t i) { return std::popcount(k & i) % 2 == 0 ? 1 : -1; }

double RootOfVariance(size_t k) { return std::ldexp(1.0, -static_cast<int>(k * 14 / kSide)); }

Images KnownImages() {
  std::vector<float> values;
  for (const double sign : {1.0, -1.0}) {
    for (size_t k = 0; k < kSide; ++k) {
      for (size_t i = 0; i < kSide; ++i)
        values.push_back(static_cast<float>(sign * RootOfVariance(k) * Sign(k, i)));
    }
  }
  return ImagesOf(DType::kFloat32, static_cast<int64_t>(kSide), static_cast<int64_t>(kSide),
                  values);
}

template <typename Gain>
std::vector<double> KnownMatrix(const Gain& gain) {
  std::vector<double> matrix(kSide * kSide, 0);
  for (size_t k = 0; k < kSide; ++k) {
    const double root = RootOfVariance(k);
    const double share = gain(k, root * root) / static_cast<double>(kSide);
    for (size_t i = 0; i < kSide; ++i)
      for (size_t j = 0; j < kSide; ++j) matrix[i * kSide + j] += share * Sign(k, i) * Sign(k, j);
  }
  return matrix;
}

TEST(WhiteningOfAKnownSpectrum) {
  const auto moments = MomentsOf(KnownImages());
  const double count = 2 * kSide;
  FitResult fit = Fit(moments.get(), {.epsilon = 1e-6});
  const auto variance = [](size_t, double s) { return 1 / std::sqrt(s + 1e-6); };
  CHECK(RelativeDistance(MatrixOf(*fit.whitening), KnownMatrix(variance)) < 1e-7);
  CHECK_NEAR(fit.condition, std::ldexp(1.0, 26), 1);
  CHECK_EQ(fit.rank, 64);
  fit = Fit(moments.get(), {.epsilon = 1e-6, .singular = true});
  const auto singular = [&](size_t, double s) {
    return std::sqrt(count) / (std::sqrt(count * s) + 1e-6);
  };
  CHECK(RelativeDistance(MatrixOf(*fit.whitening), KnownMatrix(singular)) < 1e-7);
}

TEST(ShrinkageOfAKnownSpectrum) {
  double trace = 0;
  for (size_t k = 0; k < kSide; ++k) trace += RootOfVariance(k) * RootOfVariance(k);
  const auto shrunk = [&](size_t, double s) {
    return 1 / std::sqrt(0.75 * s + 0.25 * trace / kSide + 1e-6);
  };
  const FitResult fit = Fit(MomentsOf(KnownImages()).get(), {.epsilon = 1e-6, .shrinkage = 0.25});
  CHECK(RelativeDistance(MatrixOf(*fit.whitening), KnownMatrix(shrunk)) < 1e-7);
}

// Equal variances come in groups of four or five, so that ranks are tried that do not cut one.
TEST(RankOfAKnownSpectrum) {
  for (const int64_t rank : {5, 32, 37, 64, 100}) {
    const auto kept = [&](size_t k, double s) {
      return static_cast<int64_t>(k) < rank ? 1 / std::sqrt(s + 1e-6) : 0;
    };
    const FitResult fit = Fit(MomentsOf(KnownImages()).get(), {.epsilon = 1e-6, .rank = rank});
    CHECK_EQ(fit.whitening->dense, rank >= 32);
    CHECK(RelativeDistance(MatrixOf(*fit.whitening), KnownMatrix(kept)) < 1e-6);
  }
}

// W, from the covariance of the definition, by the decomposition that is not under test here.
std::vector<double> DefinedMatrix(const Images& images, const FitOptions& options) {
  const size_t d = images.spec.Features();
  std::vector<double> vectors = DefinitionOf(images, options.per_feature).covariance, values(d);
  double trace = 0;
  for (size_t i = 0; i < d; ++i) trace += vectors[i * d + i];
  CHECK(DecomposeWithEigen(d, vectors.data(), values.data()).ok());
  const auto shrink = [&](double s) {
    return (1 - options.shrinkage) * s + options.shrinkage * trace / static_cast<double>(d);
  };
  std::vector<double> matrix(d * d, 0);
  for (size_t k = 0; k < d; ++k) {
    const double s = shrink(std::max(0.0, values[k]));
    double gain = 1 / std::sqrt(s + options.epsilon);
    if (options.singular) {
      const double n = static_cast<double>(images.count());
      gain = s <= 1e-12 * shrink(values[d - 1])
                 ? 0
                 : 1 / (std::sqrt(s) + options.epsilon / std::sqrt(n));
    }
    if (options.rank > 0 && k + static_cast<size_t>(options.rank) < d) gain = 0;
    for (size_t i = 0; i < d; ++i)
      for (size_t j = 0; j < d; ++j)
        matrix[i * d + j] += gain * vectors[k * d + i] * vectors[k * d + j];
  }
  return matrix;
}

TEST(FewImagesGiveTheMatrixOfTheDefinition) {
  const FitOptions all[] = {{.epsilon = 1e-3},
                            {.epsilon = 1e-3, .singular = true},
                            {.epsilon = 1e-3, .per_feature = true},
                            {.epsilon = 1e-3, .singular = true, .per_feature = true},
                            {.epsilon = 1e-3, .rank = 7},
                            {.epsilon = 1e-3, .shrinkage = 0.1},
                            {.epsilon = 1e-3, .singular = true, .shrinkage = 0.1}};
  for (const DType dtype : {DType::kUint8, DType::kUint16, DType::kInt32, DType::kFloat32}) {
    const Images few = RandomImages(dtype, 150, 3, 60), many = RandomImages(dtype, 60, 3, 150);
    for (FitOptions options : all) {
      // As large beside the variances for every dtype.
      const double scale = dtype == DType::kUint8    ? 256
                           : dtype == DType::kUint16 ? 65536
                           : dtype == DType::kInt32  ? 1e6
                                                     : 1;
      options.epsilon *= options.singular ? scale : scale * scale;
      const FitResult low = Fit(MomentsOf(few).get(), options);
      CHECK(!low.whitening->dense);
      CHECK_EQ(low.spectrum.size(), size_t{60});
      CHECK_EQ(low.rank, options.per_feature ? 59 : 60);
      CHECK(RelativeDistance(MatrixOf(*low.whitening), DefinedMatrix(few, options)) < 1e-6);
      const FitResult high = Fit(MomentsOf(many).get(), options);
      CHECK_EQ(high.whitening->dense, options.rank == 0);
      CHECK(RelativeDistance(MatrixOf(*high.whitening), DefinedMatrix(many, options)) < 1e-6);
    }
  }
}

// With a duplicate of every image the covariance is the same, but comes from the other form.
TEST(BothFormsAgree) {
  const Images few = RandomImages(DType::kUint8, 100, 4, 70);
  Images doubled = few;
  doubled.bytes.insert(doubled.bytes.end(), few.bytes.begin(), few.bytes.end());
  for (const bool per_feature : {false, true}) {
    const FitOptions options = {.epsilon = 0.5, .per_feature = per_feature};
    const FitResult low = Fit(MomentsOf(few).get(), options);
    const FitResult high = Fit(MomentsOf(doubled).get(), options);
    CHECK(!low.whitening->dense);
    CHECK(high.whitening->dense);
    CHECK(RelativeDistance(MatrixOf(*low.whitening), MatrixOf(*high.whitening)) < 1e-6);
    CHECK_EQ(low.rank, high.rank);
    CHECK(low.whitening->mean == high.whitening->mean);
  }
}

// Nothing varies: 1 / sqrt(epsilon) for 'variance', nothing for 'singular', and no NaN.
TEST(WhiteningOfConstantImages) {
  for (const int64_t count : {1, 3, 4, 50}) {
    const Images images =
        ImagesOf(DType::kUint8, 4, 1, std::vector<uint8_t>(static_cast<size_t>(count) * 4, 200));
    for (const double shrinkage : {0.0, 0.5}) {
      for (const bool singular : {false, true}) {
        const FitResult fit = Fit(MomentsOf(images).get(),
                                  {.epsilon = 0.01, .singular = singular, .shrinkage = shrinkage});
        std::vector<double> expected(16, 0);
        for (size_t i = 0; i < 4; ++i) expected[i * 5] = singular ? 0 : 10;
        CheckMatrix(*fit.whitening, expected, 1e-6);
        CHECK_EQ(fit.rank, 0);
        CHECK_EQ(fit.condition, std::numeric_limits<double>::infinity());
        CHECK_EQ(fit.spectrum.size(), static_cast<size_t>(std::min<int64_t>(count, 4)));
        CHECK_NEAR(fit.whitening->mean[3], 200, 0);
      }
    }
  }
}

// One constant channel beside others: its gain is that of variance 0.
TEST(WhiteningOfAConstantChannel) {
  std::vector<uint8_t> values;
  for (int i = 0; i < 60; ++i) {
    values.push_back(static_cast<uint8_t>(i * 37));
    values.push_back(77);
  }
  const Images images = ImagesOf(DType::kUint8, 2, 2, values);
  CHECK_NEAR(MatrixOf(*Fit(MomentsOf(images).get(), {.epsilon = 1e-4}).whitening)[3], 100, 1e-4);
  const FitResult fit = Fit(MomentsOf(images).get(), {.epsilon = 1e-4, .singular = true});
  CHECK_NEAR(MatrixOf(*fit.whitening)[3], 0, 1e-12);
  CHECK_EQ(fit.rank, 1);
  CHECK_NEAR(fit.condition, 1, 1e-12);
}

// x differs from the channel's mean by +-1: one direction of variance 1/2 * |(1, -1)|^2.
TEST(WhiteningOfOneImage) {
  const Images images = ImagesOf<float>(DType::kFloat32, 2, 1, {4, 6});
  const FitResult fit = Fit(MomentsOf(images).get(), {.epsilon = 0.25});
  CHECK_NEAR(fit.spectrum[0], 2, 1e-15);
  const double along = 1 / std::sqrt(2.25), across = 2;
  CheckMatrix(
      *fit.whitening,
      {(along + across) / 2, (across - along) / 2, (across - along) / 2, (along + across) / 2},
      1e-6);
}

TEST(FitsThatCannotBe) {
  const Images images = HandImages<uint8_t>(DType::kUint8, 1);
  FitResult result;
  CHECK_EQ(FitWhitening(Empty(images.spec).get(), {}, &result).code(), "E_TOO_FEW");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const FitOptions wrong[] = {{.epsilon = 0},    {.epsilon = -1},     {.epsilon = nan},
                              {.rank = -1},      {.shrinkage = -0.1}, {.shrinkage = 1.1},
                              {.shrinkage = nan}};
  const auto moments = MomentsOf(images);
  for (const FitOptions& options : wrong)
    CHECK_EQ(FitWhitening(moments.get(), options, &result).code(), "E_RANGE");
  // 1 / sqrt(epsilon) must fit float32.
  const Images constant = ImagesOf<uint8_t>(DType::kUint8, 1, 1, {5, 5});
  CHECK_EQ(FitWhitening(MomentsOf(constant).get(), {.epsilon = 1e-80}, &result).code(), "E_RANGE");
}

// S^(-1/2) of a covariance with condition 1e6, by both.
TEST(LapackAndEigenAgree) {
  if (Lapack().path.empty()) return;
  const size_t d = 60;
  std::vector<double> covariance =
      DefinitionOf(RandomImages(DType::kFloat32, static_cast<int64_t>(d), 3, 150), true).covariance;
  std::vector<std::vector<double>> roots;
  for (const auto decompose : {DecomposeWithLapack, DecomposeWithEigen}) {
    std::vector<double> vectors = covariance, values(d), root(d * d, 0);
    CHECK(decompose(d, vectors.data(), values.data()).ok());
    for (size_t k = 0; k < d; ++k)
      for (size_t i = 0; i < d; ++i)
        for (size_t j = 0; j < d; ++j)
          root[i * d + j] += vectors[k * d + i] * vectors[k * d + j] / std::sqrt(values[k]);
    roots.push_back(root);
  }
  CHECK(RelativeDistance(roots[0], roots[1]) < 1e-10);
}

}  // namespace
}  // namespace imagepipeline
