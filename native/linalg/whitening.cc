#include "linalg/whitening.h"

#include <utility>

namespace imagepipeline {

namespace {

Status Start(std::vector<double> mean, int64_t rows, Whitening* out) {
  out->features = static_cast<int64_t>(mean.size());
  out->mean = std::move(mean);
  return PanelMatrix::Create(rows, out->features, &out->matrix);
}

}  // namespace

uint64_t Whitening::SizeBytes() const {
  return matrix.SizeBytes() + mean.size() * sizeof(double) + gains.size() * sizeof(float);
}

Status StartDenseWhitening(std::vector<double> mean, Whitening* out) {
  out->dense = true;
  const auto features = static_cast<int64_t>(mean.size());
  return Start(std::move(mean), features, out);
}

Status StartLowRankWhitening(std::vector<double> mean, float base_gain, std::vector<float> gains,
                             Whitening* out) {
  out->dense = false;
  out->base_gain = base_gain;
  out->gains = std::move(gains);
  return Start(std::move(mean), out->rank(), out);
}

Status MakeDenseWhitening(std::vector<double> mean, const float* matrix,
                          std::shared_ptr<const Whitening>* out) {
  auto whitening = std::make_shared<Whitening>();
  Status status = StartDenseWhitening(std::move(mean), whitening.get());
  if (!status.ok()) return status;
  whitening->matrix.SetRows(0, whitening->features, matrix);
  *out = std::move(whitening);
  return {};
}

Status MakeLowRankWhitening(std::vector<double> mean, float base_gain, const float* vectors,
                            std::vector<float> gains, std::shared_ptr<const Whitening>* out) {
  auto whitening = std::make_shared<Whitening>();
  Status status =
      StartLowRankWhitening(std::move(mean), base_gain, std::move(gains), whitening.get());
  if (!status.ok()) return status;
  whitening->matrix.SetRows(0, whitening->rank(), vectors);
  *out = std::move(whitening);
  return {};
}

}  // namespace imagepipeline
