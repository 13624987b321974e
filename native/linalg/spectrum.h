// From the eigenvalues of a covariance to what whitening multiplies their directions by.
#ifndef IMAGEPIPELINE_LINALG_SPECTRUM_H_
#define IMAGEPIPELINE_LINALG_SPECTRUM_H_

#include <cstdint>
#include <vector>

#include "core/status.h"

namespace imagepipeline {

struct FitOptions {
  double epsilon = 1e-6;
  // Epsilon is added to the singular values of the data instead of to the variances.
  bool singular = false;
  // The mean of every feature is taken off instead of the mean of its channel.
  bool per_feature = false;
  int64_t rank = 0;      // directions that are kept; 0: all
  double shrinkage = 0;  // 0..1, towards equal variances
};

Status CheckFitOptions(const FitOptions& options);

// A direction whose variance is no more than this part of the largest counts as one the data do not
// have.
constexpr double kNoVariance = 1e-12;

// What eigenvalues, ascending, negative ones taken for 0, say about the data.
class Spectrum {
 public:
  // `trace` may exceed the sum of the values, of which there are at most `features`.
  Spectrum(const FitOptions& options, int64_t count, int64_t features, double trace,
           std::vector<double> values);

  // Of the direction of values[k].
  double Gain(size_t k) const { return GainAt(values_[k]); }
  // Of every direction beyond the values: what variance 0 has, or 0 with a limited rank.
  double BaseGain() const { return LimitsRank() ? 0 : GainAt(0); }
  bool LimitsRank() const { return options_.rank > 0 && options_.rank < features_; }

  // The first direction that is kept of a limited rank.
  size_t FirstKept() const;
  // Those after it have variance.
  size_t FirstVarying() const { return values_.size() - static_cast<size_t>(NumericalRank()); }

  int64_t NumericalRank() const;
  // Largest variance by the smallest that counts; Infinity when there is none.
  double Condition() const;
  std::vector<double> Descending() const { return {values_.rbegin(), values_.rend()}; }
  double largest() const { return values_.back(); }
  // E_RANGE when an epsilon this small makes gains that float32 cannot hold.
  Status CheckGains() const;

 private:
  double GainAt(double variance) const;
  double Shrunk(double variance) const {
    return (1 - options_.shrinkage) * variance + options_.shrinkage * even_;
  }

  FitOptions options_;
  double count_;
  int64_t features_;
  double even_;  // trace / features
  std::vector<double> values_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_SPECTRUM_H_
