// From the moments of images to their ZCA whitening.
#ifndef IMAGEPIPELINE_LINALG_FIT_WHITENING_H_
#define IMAGEPIPELINE_LINALG_FIT_WHITENING_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "linalg/feature_moments.h"
#include "linalg/fit_solver.h"
#include "linalg/spectrum.h"
#include "linalg/whitening.h"

namespace imagepipeline {

struct FitResult {
  std::shared_ptr<const Whitening> whitening;
  int64_t count = 0;             // images
  int64_t rank = 0;              // directions that have variance
  double condition = 0;          // largest variance by the smallest; Infinity without any
  std::vector<double> spectrum;  // variances, descending: as many as images or features
};

// With fewer images than features, or less than half of the directions to keep, the whitening is of
// low rank. Uses all cores. E_TOO_FEW, E_RANGE, E_LIMIT, E_ALLOC. `moments` keeps its content and
// may multiply rows that wait.
Status FitWhitening(FeatureMoments* moments, const FitOptions& options, FitResult* result);

// The same with the heavy steps, of images or features on a side, done by `solver`, whose errors it
// returns too.
Status FitWhitening(FeatureMoments* moments, const FitOptions& options, FitSolver* solver,
                    FitResult* result);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_FIT_WHITENING_H_
