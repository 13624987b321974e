#include "linalg/spectrum.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace imagepipeline {

Status CheckFitOptions(const FitOptions& options) {
  if (!(options.epsilon > 0) || !std::isfinite(options.epsilon)) {
    return {"E_RANGE", "epsilon has to be more than 0"};
  }
  if (!(options.shrinkage >= 0 && options.shrinkage <= 1)) {
    return {"E_RANGE", "shrinkage has to be within 0..1"};
  }
  if (options.rank < 0) return {"E_RANGE", "rank must not be negative"};
  return {};
}

Spectrum::Spectrum(const FitOptions& options, int64_t count, int64_t features, double trace,
                   std::vector<double> values)
    : options_(options),
      count_(static_cast<double>(count)),
      features_(features),
      even_(trace / static_cast<double>(features)),
      values_(std::move(values)) {
  for (double& value : values_) value = std::max(value, 0.0);
}

double Spectrum::GainAt(double variance) const {
  const double shrunk = Shrunk(variance);
  if (!options_.singular) return 1 / std::sqrt(shrunk + options_.epsilon);
  if (shrunk <= kNoVariance * Shrunk(largest())) return 0;
  return 1 / (std::sqrt(shrunk) + options_.epsilon / std::sqrt(count_));
}

size_t Spectrum::FirstKept() const {
  if (!LimitsRank()) return 0;
  return values_.size() - std::min(values_.size(), static_cast<size_t>(options_.rank));
}

int64_t Spectrum::NumericalRank() const {
  return std::count_if(values_.begin(), values_.end(),
                       [this](double value) { return value > kNoVariance * largest(); });
}

double Spectrum::Condition() const {
  if (NumericalRank() == 0) return std::numeric_limits<double>::infinity();
  return largest() / values_[FirstVarying()];
}

Status Spectrum::CheckGains() const {
  constexpr double kMaxGain = std::numeric_limits<float>::max();
  // Gains fall as variances rise; those of 0 variance may be 0 instead.
  const size_t first = std::min(FirstVarying(), values_.size() - 1);
  if (std::max({BaseGain(), Gain(0), Gain(first)}) < kMaxGain) return {};
  return {"E_RANGE", "epsilon is so small that the whitened values would be infinite"};
}

}  // namespace imagepipeline
