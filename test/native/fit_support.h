// Images for the tests of fits, states made of parts of them, and the definition of whitening in
// long double.
#ifndef IMAGEPIPELINE_TEST_NATIVE_FIT_SUPPORT_H_
#define IMAGEPIPELINE_TEST_NATIVE_FIT_SUPPORT_H_

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <numeric>
#include <vector>

#include "check.h"
#include "core/philox.h"
#include "linalg/feature_moments.h"
#include "linalg/fit_whitening.h"

namespace imagepipeline::test {

// Rows of values of one dtype.
struct Images {
  MomentsSpec spec;
  std::vector<uint8_t> bytes;

  int64_t count() const { return static_cast<int64_t>(bytes.size() / spec.RowBytes()); }
  const uint8_t* row(int64_t i) const {
    return bytes.data() + static_cast<size_t>(i) * spec.RowBytes();
  }
  double At(int64_t i, int64_t j) const {
    const auto place = static_cast<size_t>(j);
    const auto read = [&]<typename T>(T value) {
      std::memcpy(&value, row(i) + place * sizeof(T), sizeof(T));
      return static_cast<double>(value);
    };
    switch (spec.dtype) {
      case DType::kUint8:
        return read(uint8_t{});
      case DType::kUint16:
        return read(uint16_t{});
      case DType::kInt32:
        return read(int32_t{});
      default:
        return read(float{});
    }
  }
};

template <typename T>
Images ImagesOf(DType dtype, int64_t features, int64_t channels, const std::vector<T>& values) {
  Images images;
  images.spec = {features, channels, dtype, 0, 0};
  images.bytes.resize(values.size() * sizeof(T));
  std::memcpy(images.bytes.data(), values.data(), images.bytes.size());
  return images;
}

// Values that hang together: a few random ones shared by all features, and noise.
inline Images RandomImages(DType dtype, int64_t features, int64_t channels, int64_t count,
                           uint64_t seed = 1) {
  std::vector<double> values;
  for (int64_t i = 0; i < count; ++i) {
    DrawSource draws({seed, 0, static_cast<uint64_t>(i), 0}, 7);
    const double common[] = {draws.Unit(), draws.Unit(), draws.Unit()};
    for (int64_t j = 0; j < features; ++j) {
      DrawSource noise({seed, 0, static_cast<uint64_t>(i * features + j), 1}, 8);
      values.push_back(0.6 * common[j % 3] + 0.2 * common[j * j % 3] + 0.2 * noise.Unit());
    }
  }
  const auto converted = [&]<typename T>(T, double scale) {
    std::vector<T> list;
    for (const double value : values) list.push_back(static_cast<T>(value * scale));
    return ImagesOf(dtype, features, channels, list);
  };
  if (dtype == DType::kUint8) return converted(uint8_t{}, 256);
  if (dtype == DType::kUint16) return converted(uint16_t{}, 65536);
  if (dtype == DType::kInt32) return converted(int32_t{}, 1e6);
  return converted(float{}, 1);
}

inline std::unique_ptr<FeatureMoments> Empty(const MomentsSpec& spec) {
  Status status;
  auto moments = FeatureMoments::Create(spec, &status);
  CHECK(status.ok());
  return moments;
}

// Adds images first.. at their own positions, and multiplies in `shares` when asked to.
inline void AddTo(FeatureMoments* moments, const Images& images, int64_t first, int64_t count,
                  size_t shares = 1) {
  while (count > 0) {
    int64_t taken = 0;
    const Status status = moments->Add({images.row(first), count, first}, &taken);
    if (!CHECK(status.ok())) return;
    first += taken;
    count -= taken;
    if (count == 0) return;
    for (size_t share = shares; share-- > 0;) CHECK(moments->MultiplyShare(share, shares).ok());
    CHECK(moments->Settle().ok());
  }
}

inline std::unique_ptr<FeatureMoments> MomentsOf(const Images& images) {
  auto moments = Empty(images.spec);
  AddTo(moments.get(), images, 0, images.count());
  return moments;
}

inline std::vector<uint8_t> BytesOf(FeatureMoments* moments) {
  std::vector<uint8_t> bytes;
  CHECK(moments->ToBytes(&bytes).ok());
  return bytes;
}

inline FitResult Fit(FeatureMoments* moments, const FitOptions& options) {
  FitResult result;
  const Status status = FitWhitening(moments, options, &result);
  if (!CHECK(status.ok())) std::cout << "  " << status.message() << "\n";
  return result;
}

// The whole matrix of a whitening, in double.
inline std::vector<double> MatrixOf(const Whitening& whitening) {
  const auto d = static_cast<size_t>(whitening.features);
  std::vector<double> w(d * d, 0);
  std::vector<float> row(d);
  if (whitening.dense) {
    for (size_t i = 0; i < d; ++i) {
      whitening.matrix.GetRows(static_cast<int64_t>(i), 1, row.data());
      std::copy(row.begin(), row.end(), w.begin() + static_cast<std::ptrdiff_t>(i * d));
    }
    return w;
  }
  for (size_t i = 0; i < d; ++i) w[i * d + i] = static_cast<double>(whitening.base_gain);
  for (size_t k = 0; k < whitening.gains.size(); ++k) {
    whitening.matrix.GetRows(static_cast<int64_t>(k), 1, row.data());
    for (size_t i = 0; i < d; ++i) {
      for (size_t j = 0; j < d; ++j) {
        w[i * d + j] += static_cast<double>(whitening.gains[k]) * static_cast<double>(row[i]) *
                        static_cast<double>(row[j]);
      }
    }
  }
  return w;
}

inline double RelativeDistance(const std::vector<double>& a, const std::vector<double>& b) {
  double difference = 0, size = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    difference += (a[i] - b[i]) * (a[i] - b[i]);
    size += b[i] * b[i];
  }
  return std::sqrt(difference / size);
}

struct Definition {
  std::vector<double> mean;
  std::vector<double> covariance;
};

// Means and covariance by the obvious loops.
inline Definition DefinitionOf(const Images& images, bool per_feature) {
  const int64_t d = images.spec.features, n = images.count(), channels = images.spec.channels;
  std::vector<long double> mean(static_cast<size_t>(d), 0);
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < d; ++j) mean[j] += images.At(i, j) / static_cast<long double>(n);
  if (!per_feature) {
    std::vector<long double> centre(static_cast<size_t>(channels), 0);
    for (int64_t j = 0; j < d; ++j)
      centre[j % channels] += mean[j] / static_cast<long double>(d / channels);
    for (int64_t j = 0; j < d; ++j) mean[j] = centre[j % channels];
  }
  Definition definition;
  for (const long double value : mean) definition.mean.push_back(static_cast<double>(value));
  for (int64_t a = 0; a < d; ++a) {
    for (int64_t b = 0; b < d; ++b) {
      long double sum = 0;
      for (int64_t i = 0; i < n; ++i)
        sum += (images.At(i, a) - mean[a]) * (images.At(i, b) - mean[b]);
      definition.covariance.push_back(static_cast<double>(sum / static_cast<long double>(n)));
    }
  }
  return definition;
}

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_TEST_NATIVE_FIT_SUPPORT_H_
