// States of fits: covariances against the definition, and the same bytes whatever the history.
#include "linalg/feature_moments.h"

#include <limits>

#include "fit_support.h"

namespace imagepipeline {
namespace {

using namespace test;

constexpr DType kAllDtypes[] = {DType::kUint8, DType::kUint16, DType::kInt32, DType::kFloat32};

void CheckCovariance(const Images& images, double tolerance) {
  const size_t d = images.spec.Features();
  for (const bool per_feature : {false, true}) {
    const Definition expected = DefinitionOf(images, per_feature);
    const auto moments = MomentsOf(images);
    std::vector<double> mean(d), matrix(d * d);
    MomentsStore& store = moments->store();
    CHECK((per_feature ? store.Covariance(mean.data(), matrix.data())
                       : store.ChannelCovariance(mean.data(), matrix.data()))
              .ok());
    double scale = 0;
    for (size_t i = 0; i < d; ++i) scale = std::max(scale, expected.covariance[i * d + i]);
    for (size_t i = 0; i < d; ++i) {
      CHECK_NEAR(mean[i], expected.mean[i], 1e-13 * std::fabs(expected.mean[i]));
      for (size_t j = i; j < d; ++j)
        CHECK_NEAR(matrix[i * d + j], expected.covariance[i * d + j], tolerance * scale);
    }
  }
}

TEST(CovarianceOfEveryDtype) {
  for (const DType dtype : kAllDtypes) {
    CheckCovariance(RandomImages(dtype, 3, 3, 40), 1e-14);
    CheckCovariance(RandomImages(dtype, 60, 3, 130), 1e-14);
    CheckCovariance(RandomImages(dtype, 12, 1, 5000), 1e-13);
  }
}

// All values at their largest: the sums that are closest to overflow.
TEST(CovarianceOfWhite) {
  const int64_t count = 9000, features = 4;
  std::vector<uint16_t> values(static_cast<size_t>(count * features), 65535);
  values[0] = 0;
  CheckCovariance(ImagesOf(DType::kUint16, features, 2, values), 1e-13);
}

// Variances far below the mean, where sums of squares of floats would be nothing but rounding.
TEST(CovarianceFarFromZero) {
  std::vector<float> values;
  for (int i = 0; i < 3000; ++i) values.push_back(1e6f + static_cast<float>(i * 7 % 16) / 16);
  CheckCovariance(ImagesOf(DType::kFloat32, 3, 3, values), 1e-12);
}

// `parts` states of interleaved pieces, merged in a shuffled order.
std::unique_ptr<FeatureMoments> InParts(const Images& images, int64_t parts, uint64_t seed) {
  std::vector<std::unique_ptr<FeatureMoments>> states;
  for (int64_t part = 0; part < parts; ++part) states.push_back(Empty(images.spec));
  DrawSource draws({seed, 0, 0, 0}, 1);
  for (int64_t first = 0; first < images.count();) {
    const int64_t size =
        std::min(images.count() - first, 1 + static_cast<int64_t>(draws.Unit() * 300));
    AddTo(states[draws.Word() % states.size()].get(), images, first, size, 3);
    first += size;
    if (draws.Word() % 16 == 0) draws = DrawSource({seed, 0, static_cast<uint64_t>(first), 0}, 2);
  }
  while (states.size() > 1) {
    const size_t from = draws.Word() % states.size();
    std::swap(states[from], states.back());
    const auto other = std::move(states.back());
    states.pop_back();
    CHECK(states[draws.Word() % states.size()]->Merge(*other).ok());
    draws = DrawSource({seed, 1, states.size(), 0}, 3);
  }
  return std::move(states[0]);
}

void CheckParts(const Images& images) {
  const auto whole = MomentsOf(images);
  const FitOptions options = {.epsilon = 0.1};
  const FitResult fit = Fit(whole.get(), options);
  const std::vector<uint8_t> bytes = BytesOf(whole.get());
  const std::vector<double> matrix = MatrixOf(*fit.whitening);
  for (const int64_t parts : {1, 2, 5, 64}) {
    const auto merged = InParts(images, parts, static_cast<uint64_t>(parts));
    CHECK_EQ(merged->count(), images.spec.max_samples > 0 ? whole->count() : images.count());
    const FitResult again = Fit(merged.get(), options);
    CHECK(MatrixOf(*again.whitening) == matrix);
    CHECK(again.whitening->mean == fit.whitening->mean);
    CHECK(BytesOf(merged.get()) == bytes);
    Status status;
    const auto read = FeatureMoments::FromBytes(bytes.data(), bytes.size(), &status);
    if (!CHECK(status.ok())) continue;
    CHECK(BytesOf(read.get()) == bytes);
    CHECK(MatrixOf(*Fit(read.get(), options).whitening) == matrix);
  }
}

TEST(PartsGiveTheSameBytes) {
  for (const DType dtype : kAllDtypes) {
    CheckParts(RandomImages(dtype, 6, 3, 7000));
    CheckParts(RandomImages(dtype, 60, 3, 2500));
    CheckParts(RandomImages(dtype, 120, 3, 90));
  }
}

TEST(SamplesOfPartsGiveTheSameBytes) {
  for (const DType dtype : kAllDtypes) {
    for (const int64_t samples : {30, 500}) {
      Images images = RandomImages(dtype, 60, 3, 1500);
      images.spec.max_samples = samples;
      images.spec.seed = 5;
      CHECK_EQ(MomentsOf(images)->count(), samples);
      CheckParts(images);
    }
  }
}

// A sample is of the images and not of their order, and another seed takes others.
TEST(SampleFollowsTheSeed) {
  Images images = RandomImages(DType::kUint8, 12, 3, 400);
  images.spec.max_samples = 100;
  const std::vector<uint8_t> first = BytesOf(MomentsOf(images).get());
  images.spec.seed = 1;
  const std::vector<uint8_t> second = BytesOf(MomentsOf(images).get());
  CHECK_EQ(first.size(), second.size());
  CHECK(!std::equal(first.begin() + 56, first.end() - 8, second.begin() + 56));
}

TEST(OnePositionTwice) {
  for (const int64_t samples : {0, 50}) {
    Images images = RandomImages(DType::kFloat32, 4, 2, 2100);
    images.spec.max_samples = samples;
    const auto moments = MomentsOf(images);
    const std::vector<uint8_t> before = BytesOf(moments.get());
    const auto other = MomentsOf(images);
    CHECK_EQ(moments->Merge(*other).code(), "E_CONFLICT");
    if (samples == 0) {
      // In a row that waits, and in a block that is long multiplied.
      for (const int64_t index : {2060, 3}) {
        int64_t taken = 0;
        CHECK_EQ(moments->Add({images.row(0), 1, index}, &taken).code(), "E_CONFLICT");
        CHECK_EQ(taken, 0);
      }
    }
    CHECK(BytesOf(moments.get()) == before);
  }
}

TEST(NothingOfABatchWithNaN) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    const Images images = ImagesOf<float>(DType::kFloat32, 2, 1, {1, 2, 3, 4, 5, bad, 7, 8});
    const auto moments = Empty(images.spec);
    int64_t taken = -1;
    const Status status = moments->Add({images.row(0), 4, 70}, &taken);
    CHECK_EQ(status.code(), "E_NONFINITE");
    CHECK(status.message().find("position 72") != std::string::npos);
    CHECK_EQ(moments->count(), 0);
  }
}

TEST(MergeWantsTheSameSpec) {
  const MomentsSpec spec = {12, 3, DType::kUint8, 0, 0};
  const MomentsSpec others[] = {{24, 3, DType::kUint8, 0, 0},
                                {12, 1, DType::kUint8, 0, 0},
                                {12, 3, DType::kUint16, 0, 0},
                                {12, 3, DType::kUint8, 9, 0},
                                {12, 3, DType::kUint8, 0, 9}};
  for (const MomentsSpec& other : others)
    CHECK_EQ(Empty(spec)->Merge(*Empty(other)).code(), "E_CONFLICT");
  const auto self = Empty(spec);
  CHECK_EQ(self->Merge(*self).code(), "E_CONFLICT");
  CHECK(self->Merge(*Empty(spec)).ok());
}

TEST(SharesComeOnceEach) {
  const Images images = RandomImages(DType::kUint8, 100, 1, 2500);
  const auto moments = Empty(images.spec);
  int64_t taken = 0;
  CHECK(moments->Add({images.row(0), 2500, 0}, &taken).ok());
  CHECK_EQ(taken, 2048);
  CHECK(moments->MultiplyShare(0, 2).ok());
  CHECK_EQ(moments->Settle().code(), "E_CONFLICT");
  std::vector<uint8_t> bytes;
  FitResult result;
  CHECK_EQ(moments->Add({images.row(0), 1, 0}, &taken).code(), "E_BUSY");
  CHECK_EQ(moments->Merge(*Empty(images.spec)).code(), "E_BUSY");
  CHECK_EQ(Empty(images.spec)->Merge(*moments).code(), "E_BUSY");
  CHECK_EQ(moments->ToBytes(&bytes).code(), "E_BUSY");
  CHECK_EQ(FitWhitening(moments.get(), {}, &result).code(), "E_BUSY");
  CHECK_EQ(moments->MultiplyShare(0, 2).code(), "E_CONFLICT");
  CHECK_EQ(moments->MultiplyShare(1, 3).code(), "E_CONFLICT");
  CHECK_EQ(moments->MultiplyShare(2, 2).code(), "E_CONFLICT");
  CHECK(moments->MultiplyShare(1, 2).ok());
  CHECK(moments->Settle().ok());
  CHECK(moments->Add({images.row(2048), 452, 0}, &taken).ok());
  CHECK_EQ(taken, 452);
  CHECK(BytesOf(moments.get()) == BytesOf(MomentsOf(images).get()));
}

TEST(SizesThatCannotBe) {
  const MomentsSpec wrong[] = {{0, 1, DType::kUint8, 0, 0},
                               {5, 2, DType::kUint8, 0, 0},
                               {4, 0, DType::kUint8, 0, 0},
                               {4, 2, DType::kUint8, -1, 0}};
  Status status;
  for (const MomentsSpec& spec : wrong) {
    CHECK(FeatureMoments::Create(spec, &status) == nullptr);
    CHECK_EQ(status.code(), "E_RANGE");
  }
  CHECK(FeatureMoments::Create({int64_t{1} << 40, 1, DType::kUint8, 0, 0}, &status) == nullptr);
  CHECK_EQ(status.code(), "E_LIMIT");
}

// Makes the checksum right again, so that what is behind it is tried.
void Sign(std::vector<uint8_t>* bytes) {
  if (bytes->size() < 8) return;
  const uint64_t sum = ChecksumOf(bytes->data(), bytes->size() - 8);
  std::memcpy(bytes->data() + bytes->size() - 8, &sum, 8);
}

// Either refused, or a state that can be used.
void CheckHostile(const std::vector<uint8_t>& bytes) {
  Status status;
  const auto moments = FeatureMoments::FromBytes(bytes.data(), bytes.size(), &status);
  CHECK((moments != nullptr) == status.ok());
  if (!status.ok()) {
    CHECK(status.code() == "E_CONFIG" || status.code() == "E_ALLOC");
    return;
  }
  FitResult result;
  static_cast<void>(FitWhitening(moments.get(), {}, &result));
  BytesOf(moments.get());
}

TEST(HostileStates) {
  std::vector<Images> all;
  for (const DType dtype : kAllDtypes) {
    all.push_back(RandomImages(dtype, 4, 2, 2100));
    all.push_back(RandomImages(dtype, 12, 3, 5));
  }
  all.push_back(all[6]);
  all.back().spec.max_samples = 20;
  DrawSource draws({77, 0, 0, 0}, 0);
  for (const Images& images : all) {
    const std::vector<uint8_t> good = BytesOf(MomentsOf(images).get());
    Status status;
    for (size_t size = 0; size < good.size(); size += 1 + size / 9) {
      std::vector<uint8_t> cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
      CHECK(FeatureMoments::FromBytes(cut.data(), cut.size(), &status) == nullptr);
      Sign(&cut);
      CHECK(FeatureMoments::FromBytes(cut.data(), cut.size(), &status) == nullptr);
      CHECK_EQ(status.code(), "E_CONFIG");
    }
    for (int round = 0; round < 200; ++round) {
      draws = DrawSource({78, 0, static_cast<uint64_t>(round), 0}, 0);
      std::vector<uint8_t> flipped = good;
      // Most of what can go wrong is in the first numbers.
      const size_t reach = draws.Word() % 2 == 0 ? 160 : flipped.size();
      const size_t at = draws.Word() % std::min(reach, flipped.size());
      flipped[at] ^= static_cast<uint8_t>(1 << draws.Word() % 8);
      CHECK(FeatureMoments::FromBytes(flipped.data(), flipped.size(), &status) == nullptr);
      Sign(&flipped);
      CheckHostile(flipped);
    }
  }
}

}  // namespace
}  // namespace imagepipeline
