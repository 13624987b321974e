#include "linalg/decomposition_check.h"

#include <cmath>

namespace imagepipeline {
namespace {

// Errors of a stable solver are some 10^-15 of the matrix times a small power of its size.
constexpr double kTolerance = 1e-10;

// Within -1..1, none like another.
double Entry(size_t i) {
  constexpr double kGolden = 0.6180339887498949;
  const double turns = static_cast<double>(i + 1) * kGolden;
  return 2 * (turns - std::floor(turns)) - 1;
}

double Distance(const std::vector<double>& a, const std::vector<double>& b) {
  double squares = 0;
  for (size_t i = 0; i < a.size(); ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(squares);
}

}  // namespace

DecompositionCheck::DecompositionCheck(size_t size, const double* matrix)
    : size_(size), x_(size), product_(size, 0) {
  for (size_t i = 0; i < size; ++i) x_[i] = Entry(i);
  double squares = 0;
  for (size_t i = 0; i < size; ++i) {
    const double* row = matrix + i * size;
    product_[i] += row[i] * x_[i];
    squares += row[i] * row[i];
    for (size_t j = i + 1; j < size; ++j) {
      product_[i] += row[j] * x_[j];
      product_[j] += row[j] * x_[i];
      squares += 2 * row[j] * row[j];
    }
  }
  scale_ = std::sqrt(squares);
}

bool DecompositionCheck::Holds(const double* vectors, const double* values) const {
  std::vector<double> again(size_, 0), product(size_, 0);
  for (size_t k = 0; k < size_; ++k) {
    if (k > 0 && !(values[k - 1] <= values[k])) return false;
    const double* vector = vectors + k * size_;
    double along = 0;
    for (size_t i = 0; i < size_; ++i) along += vector[i] * x_[i];
    for (size_t i = 0; i < size_; ++i) {
      const double part = along * vector[i];
      again[i] += part;
      product[i] += values[k] * part;
    }
  }
  // NaN is no distance within bounds.
  const double length = kTolerance * std::sqrt(static_cast<double>(size_));
  return Distance(again, x_) <= length && Distance(product, product_) <= length * scale_;
}

}  // namespace imagepipeline
