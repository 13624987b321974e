#include "linalg/symmetric_eigen.h"

#include <cmath>
#include <utility>

namespace imagepipeline {

namespace {

// Convergence is quadratic: 256 channels take 10 sweeps. The bound is there so that no input can
// keep a thread.
constexpr int kMaxSweeps = 40;

// An off-diagonal entry this small beside the root of its two diagonal entries changes no digit of
// either eigenvalue, however far apart they are; beside the trace, nothing at all.
constexpr double kNegligible = 0x1p-60;
constexpr double kNothing = 0x1p-140;

struct Rotation {
  double cos = 1;
  double sin = 0;
};

// Turns rows p and q of a matrix whose rows are `size` long.
void RotateRows(const Rotation& r, size_t p, size_t q, size_t size, double* matrix) {
  double* row_p = matrix + p * size;
  double* row_q = matrix + q * size;
  for (size_t k = 0; k < size; ++k) {
    const double a = row_p[k], b = row_q[k];
    row_p[k] = r.cos * a - r.sin * b;
    row_q[k] = r.sin * a + r.cos * b;
  }
}

// Makes entry (p, q) zero by the smaller of the two angles that do.
void Annihilate(size_t p, size_t q, size_t size, double* matrix, double* vectors) {
  const double off = matrix[p * size + q];
  const double diagonal_p = matrix[p * size + p], diagonal_q = matrix[q * size + q];
  const double theta = (diagonal_q - diagonal_p) / (2 * off);
  const double size_of_tan = 1 / (std::fabs(theta) + std::sqrt(theta * theta + 1));
  const double tan = theta < 0 ? -size_of_tan : size_of_tan;
  Rotation rotation;
  rotation.cos = 1 / std::sqrt(tan * tan + 1);
  rotation.sin = tan * rotation.cos;
  RotateRows(rotation, p, q, size, matrix);
  RotateRows(rotation, p, q, size, vectors);
  // The turn of the columns changes only the four entries where they cross the rows.
  matrix[p * size + p] = diagonal_p - tan * off;
  matrix[q * size + q] = diagonal_q + tan * off;
  matrix[p * size + q] = matrix[q * size + p] = 0;
  for (size_t k = 0; k < size; ++k) {
    matrix[k * size + p] = matrix[p * size + k];
    matrix[k * size + q] = matrix[q * size + k];
  }
}

// One turn for every entry that matters. False when none did; NaN never does.
bool Sweep(double nothing, size_t size, double* matrix, double* vectors) {
  bool turned = false;
  for (size_t p = 0; p < size; ++p) {
    for (size_t q = p + 1; q < size; ++q) {
      const double diagonals = std::fabs(matrix[p * size + p] * matrix[q * size + q]);
      const double threshold = kNegligible * std::sqrt(diagonals) + nothing;
      if (!(std::fabs(matrix[p * size + q]) > threshold)) continue;
      Annihilate(p, q, size, matrix, vectors);
      turned = true;
    }
  }
  return turned;
}

}  // namespace

SymmetricEigen DecomposeSymmetric(std::vector<double> matrix, size_t size) {
  SymmetricEigen eigen;
  eigen.vectors.assign(size * size, 0);
  double trace = 0;
  for (size_t i = 0; i < size; ++i) {
    eigen.vectors[i * size + i] = 1;
    trace += std::fabs(matrix[i * size + i]);
  }
  for (int sweep = 0; sweep < kMaxSweeps; ++sweep) {
    if (!Sweep(trace * kNothing, size, matrix.data(), eigen.vectors.data())) break;
  }
  for (size_t i = 0; i < size; ++i) eigen.values.push_back(matrix[i * size + i]);
  return eigen;
}

}  // namespace imagepipeline
