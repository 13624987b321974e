#include "linalg/fit_whitening.h"

#include <string>
#include <utility>

#include "linalg/buffer.h"
#include "linalg/fit_forms.h"
#include "linalg/gram.h"
#include "linalg/lapack.h"

namespace imagepipeline {
namespace {

Status NoMemory(size_t size) {
  return {"E_ALLOC", "no memory for a matrix of " + std::to_string(size) + " x " +
                         std::to_string(size) + " in double"};
}

double TraceOf(const double* matrix, size_t size) {
  double trace = 0;
  for (size_t i = 0; i < size; ++i) trace += matrix[i * size + i];
  return trace;
}

void Describe(const Spectrum& spectrum, FitResult* result) {
  result->rank = spectrum.NumericalRank();
  result->condition = spectrum.Condition();
  result->spectrum = spectrum.Descending();
}

Status FitFew(const MomentsStore& store, const FitOptions& options, FitSolver* solver,
              FitResult* result) {
  const MomentsSpec& spec = store.spec();
  const std::vector<KeptRow> rows = store.SortedRows();
  const std::vector<const uint8_t*> addresses = Addresses(rows);
  std::vector<double> mean(spec.Features()), values(rows.size());
  Buffer<double> matrix;
  if (!matrix.Allocate(rows.size() * rows.size())) return NoMemory(rows.size());
  Status status = GramOfRows(spec, addresses, options.per_feature, mean.data(), matrix.data());
  if (!status.ok()) return status;
  const double trace = TraceOf(matrix.data(), rows.size());
  status = solver->Decompose(rows.size(), matrix.data(), values.data());
  if (!status.ok()) return status;
  const Spectrum spectrum(options, store.count(), spec.features, trace, std::move(values));
  Describe(spectrum, result);
  status = spectrum.CheckGains();
  if (!status.ok()) return status;
  return WhitenByImages(spec, addresses, matrix.data(), spectrum, std::move(mean),
                        &result->whitening);
}

Status FitMany(MomentsStore* store, const FitOptions& options, FitSolver* solver,
               FitResult* result) {
  const size_t features = store->spec().Features();
  if (features > kMaxDecomposed) {
    return {"E_LIMIT", "a covariance of " + std::to_string(features) + " features"};
  }
  std::vector<double> mean(features), values(features);
  Buffer<double> matrix;
  if (!matrix.Allocate(features * features)) return NoMemory(features);
  Status status = options.per_feature ? store->Covariance(mean.data(), matrix.data())
                                      : store->ChannelCovariance(mean.data(), matrix.data());
  if (!status.ok()) return status;
  const double trace = TraceOf(matrix.data(), features);
  status = solver->Decompose(features, matrix.data(), values.data());
  if (!status.ok()) return status;
  const Spectrum spectrum(options, store->count(), store->spec().features, trace,
                          std::move(values));
  Describe(spectrum, result);
  status = spectrum.CheckGains();
  if (!status.ok()) return status;
  if (spectrum.LimitsRank() && options.rank < store->spec().features / 2) {
    return WhitenByVectors(matrix.data(), spectrum, std::move(mean), &result->whitening);
  }
  return WhitenByMatrix(solver, matrix.data(), spectrum, std::move(mean), &result->whitening);
}

}  // namespace

Status FitWhitening(FeatureMoments* moments, const FitOptions& options, FitResult* result) {
  FitSolver cpu;
  return FitWhitening(moments, options, &cpu, result);
}

Status FitWhitening(FeatureMoments* moments, const FitOptions& options, FitSolver* solver,
                    FitResult* result) {
  Status status = CheckFitOptions(options);
  if (status.ok()) status = moments->CheckSettled();
  if (!status.ok()) return status;
  MomentsStore& store = moments->store();
  if (store.count() == 0) return {"E_TOO_FEW", "whitening needs at least one image"};
  result->count = store.count();
  return store.few() ? FitFew(store, options, solver, result)
                     : FitMany(&store, options, solver, result);
}

}  // namespace imagepipeline
