// 3x3 maps from output pixel indices to input pixel coordinates (x right, y down, centre of pixel i
// at i).
#ifndef IMAGEPIPELINE_CORE_MATRIX_H_
#define IMAGEPIPELINE_CORE_MATRIX_H_

namespace imagepipeline {

// Row-major; (x_in, y_in) = (m0 x + m1 y + m2, m3 x + m4 y + m5) / (m6 x + m7 y + m8).
struct Matrix3 {
  double m[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};

  constexpr bool IsAffine() const { return m[6] == 0 && m[7] == 0 && m[8] == 1; }
  constexpr bool IsIdentity() const { return *this == Matrix3(); }
  bool operator==(const Matrix3&) const = default;
};

// The map of doing `earlier` first and `later` on its result: an output index of `later` is taken
// to an output index of `earlier` and from there to the input.
constexpr Matrix3 Compose(const Matrix3& earlier, const Matrix3& later) {
  Matrix3 result;
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      double sum = 0;
      for (int k = 0; k < 3; ++k) sum += earlier.m[row * 3 + k] * later.m[k * 3 + column];
      result.m[row * 3 + column] = sum;
    }
  }
  return result;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_MATRIX_H_
