// Symmetric matrices whose functions are known without a solver.
#ifndef IMAGEPIPELINE_TEST_NATIVE_CIRCULANT_H_
#define IMAGEPIPELINE_TEST_NATIVE_CIRCULANT_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace imagepipeline::test {

// A circulant matrix: its eigenvalues are those asked for, its vectors waves. All but two
// eigenvalues are there twice.
class Circulant {
 public:
  explicit Circulant(size_t size) : size_(size) {
    for (size_t i = 0; i < size; ++i) {
      const double turns = static_cast<double>(i) / static_cast<double>(size);
      waves_.push_back(std::cos(2 * std::numbers::pi * turns));
    }
  }

  double Value(size_t k) const {
    const auto wave = static_cast<double>(std::min(k, size_ - k));
    return 0.5 + 1000 / (1 + 3 * wave * wave);
  }

  // Entries of the matrix whose eigenvalues are function(Value(k)).
  template <typename Function>
  std::vector<double> Matrix(const Function& function) const {
    std::vector<double> line(size_, 0), matrix;
    for (size_t k = 0; k < size_; ++k) {
      const double share = function(Value(k)) / static_cast<double>(size_);
      for (size_t i = 0; i < size_; ++i) line[i] += share * waves_[k * i % size_];
    }
    matrix.reserve(size_ * size_);
    for (size_t i = 0; i < size_; ++i)
      for (size_t j = 0; j < size_; ++j) matrix.push_back(line[(i + size_ - j) % size_]);
    return matrix;
  }

 private:
  size_t size_;
  std::vector<double> waves_;  // of one turn
};

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_TEST_NATIVE_CIRCULANT_H_
