// Random whitenings and batches, and the sums they must give as the plainest loops over row-major
// values.
#ifndef IMAGEPIPELINE_TEST_NATIVE_WHITENING_SUPPORT_H_
#define IMAGEPIPELINE_TEST_NATIVE_WHITENING_SUPPORT_H_

#include <cstring>
#include <memory>
#include <vector>

#include "kernels_support.h"
#include "linalg/whitening.h"

namespace imagepipeline::test {

using WhiteningPointer = std::shared_ptr<const Whitening>;

// The numbers a Whitening is made of. `rank` of -1 is dense.
struct WhiteningNumbers {
  size_t features = 0;
  int64_t rank = -1;
  std::vector<double> mean;
  std::vector<float> rows, gains;
  float base_gain = 0;

  WhiteningPointer Make() const {
    WhiteningPointer whitening;
    const Status status =
        rank < 0 ? MakeDenseWhitening(mean, rows.data(), &whitening)
                 : MakeLowRankWhitening(mean, base_gain, rows.data(), gains, &whitening);
    CHECK(status.ok());
    return whitening;
  }
};

inline WhiteningNumbers RandomWhitening(size_t features, int64_t rank, uint64_t seed) {
  Random random(seed);
  WhiteningNumbers numbers;
  numbers.features = features;
  numbers.rank = rank;
  for (size_t f = 0; f < features; ++f) {
    numbers.mean.push_back(static_cast<double>(random.Between(90, 160)) / 3);
  }
  const size_t rows = rank < 0 ? features : static_cast<size_t>(rank);
  numbers.rows.resize(rows * features);
  for (float& v : numbers.rows) v = random.Between(-1, 1);
  for (size_t k = 0; rank < 0 && k < features; ++k) {
    for (size_t f = 0; f < k; ++f) numbers.rows[k * features + f] = numbers.rows[f * features + k];
  }
  for (int64_t k = 0; k < rank; ++k) numbers.gains.push_back(random.Between(-2, 5));
  if (rank >= 0) numbers.base_gain = 1.75f;
  return numbers;
}

// `count` images of finite pixel values, at an odd address.
inline RawValues RandomImages(size_t values, DType dtype, uint64_t seed) {
  RawValues raw(values, dtype, seed);
  Random random(seed + 1);
  for (size_t i = 0; i < values; ++i) {
    const int32_t whole = random.Below(256) - 20;
    const float real = random.Between(-20, 300);
    if (dtype == DType::kInt32) std::memcpy(raw.data() + i * 4, &whole, 4);
    if (dtype == DType::kFloat32) std::memcpy(raw.data() + i * 4, &real, 4);
  }
  return raw;
}

inline double ValueAt(const uint8_t* data, DType dtype, size_t index) {
  if (dtype == DType::kUint8) return data[index];
  uint16_t word;
  int32_t whole;
  float real;
  if (dtype == DType::kUint16) return std::memcpy(&word, data + 2 * index, 2), word;
  if (dtype == DType::kInt32) return std::memcpy(&whole, data + 4 * index, 4), whole;
  return std::memcpy(&real, data + 4 * index, 4), static_cast<double>(real);
}

// What image `image` must become, and how far float32 sums in any order may be from it: each term
// and each sum is off by a 2^-24th at most.
struct Expected {
  std::vector<double> values, tolerances;
};

inline Expected ExpectedImage(const WhiteningNumbers& numbers, const uint8_t* data, DType dtype,
                              size_t image) {
  const size_t features = numbers.features;
  std::vector<double> centred;
  for (size_t f = 0; f < features; ++f) {
    const double value = ValueAt(data, dtype, image * features + f) - numbers.mean[f];
    centred.push_back(static_cast<double>(static_cast<float>(value)));
  }
  const auto row = [&](size_t k, size_t f) {
    return static_cast<double>(numbers.rows[k * features + f]);
  };
  Expected expected = {std::vector<double>(features), std::vector<double>(features)};
  for (size_t k = 0; k < numbers.rows.size() / features; ++k) {
    double factor = 0, bound = 0;
    if (numbers.rank < 0) {
      factor = bound = centred[k];
    } else {
      for (size_t f = 0; f < features; ++f) {
        factor += centred[f] * row(k, f);
        bound += std::fabs(centred[f] * row(k, f));
      }
      factor *= static_cast<double>(numbers.gains[k]);
      bound *= static_cast<double>(numbers.gains[k]);
    }
    for (size_t f = 0; f < features; ++f) {
      expected.values[f] += factor * row(k, f);
      expected.tolerances[f] += std::fabs(bound * row(k, f));
    }
  }
  const double roundings = static_cast<double>(features + numbers.rows.size() / features + 8);
  for (size_t f = 0; f < features; ++f) {
    const double own = static_cast<double>(numbers.base_gain) * centred[f];
    expected.values[f] += own;
    expected.tolerances[f] = (expected.tolerances[f] + std::fabs(own)) * roundings * 0x1p-24;
  }
  return expected;
}

inline std::vector<float> Apply(const Whitening& whitening, const WhiteningInput& input) {
  std::vector<float> out(static_cast<size_t>(input.count * whitening.features), -77);
  CHECK(ApplyWhitening(whitening, input, out.data()).ok());
  return out;
}

inline std::vector<float> ApplyDefinition(const Whitening& whitening, const WhiteningInput& input) {
  std::vector<float> out(static_cast<size_t>(input.count * whitening.features), -77);
  WhitenByDefinition(whitening, input, out.data());
  return out;
}

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_TEST_NATIVE_WHITENING_SUPPORT_H_
