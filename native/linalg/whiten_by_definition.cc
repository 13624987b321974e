#include "kernels/kernel_table.h"
#include "linalg/centred_rows.h"
#include "linalg/whitening.h"

namespace imagepipeline {

namespace {

// sums += factor * row `row` of the matrix.
void AddRow(const PanelMatrix& matrix, int64_t row, double factor, std::vector<double>* sums) {
  std::vector<float> values(sums->size());
  matrix.GetRows(row, 1, values.data());
  for (size_t f = 0; f < sums->size(); ++f) (*sums)[f] += factor * static_cast<double>(values[f]);
}

double Dot(const PanelMatrix& vectors, int64_t row, const std::vector<float>& centred) {
  std::vector<float> values(centred.size());
  vectors.GetRows(row, 1, values.data());
  double sum = 0;
  for (size_t f = 0; f < values.size(); ++f)
    sum += static_cast<double>(centred[f]) * static_cast<double>(values[f]);
  return sum;
}

std::vector<double> Whitened(const Whitening& whitening, const std::vector<float>& centred) {
  std::vector<double> sums(centred.size());
  if (whitening.dense) {
    for (int64_t k = 0; k < whitening.features; ++k)
      AddRow(whitening.matrix, k, static_cast<double>(centred[static_cast<size_t>(k)]), &sums);
    return sums;
  }
  for (size_t f = 0; f < sums.size(); ++f)
    sums[f] = static_cast<double>(whitening.base_gain) * static_cast<double>(centred[f]);
  for (int64_t k = 0; k < whitening.rank(); ++k) {
    const double gain = static_cast<double>(whitening.gains[static_cast<size_t>(k)]);
    AddRow(whitening.matrix, k, gain * Dot(whitening.matrix, k, centred), &sums);
  }
  return sums;
}

}  // namespace

void WhitenByDefinition(const Whitening& whitening, const WhiteningInput& input, float* out) {
  const auto features = static_cast<size_t>(whitening.features);
  const std::vector<double> zeros(features);
  std::vector<float> row(features);
  for (int64_t image = 0; image < input.count; ++image) {
    const bool applied = input.applied == nullptr || input.applied[image] != 0;
    const double* mean = applied ? whitening.mean.data() : zeros.data();
    CentredRows({input.data, input.dtype, whitening.features, mean, {}})
        .Read(image, 0, whitening.features, row.data());
    if (applied) {
      const std::vector<double> sums = Whitened(whitening, row);
      for (size_t f = 0; f < features; ++f) row[f] = static_cast<float>(sums[f]);
    }
    Kernels().store_row(row.data(), features, DType::kFloat32,
                        out + static_cast<size_t>(image) * features);
  }
}

}  // namespace imagepipeline
