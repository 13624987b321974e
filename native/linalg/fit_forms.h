// The three ways from eigenvectors to a whitening. Row k of `vectors` belongs to value k of the
// spectrum; `vectors` may be overwritten.
#ifndef IMAGEPIPELINE_LINALG_FIT_FORMS_H_
#define IMAGEPIPELINE_LINALG_FIT_FORMS_H_

#include <memory>
#include <vector>

#include "linalg/fit_solver.h"
#include "linalg/moments_store.h"
#include "linalg/spectrum.h"
#include "linalg/whitening.h"

namespace imagepipeline {

// From the vectors of the Gram matrix of `rows`: low rank.
Status WhitenByImages(const MomentsSpec& spec, const std::vector<const uint8_t*>& rows,
                      const double* vectors, const Spectrum& spectrum, std::vector<double> mean,
                      std::shared_ptr<const Whitening>* out);

// From those of the covariance, of which only some are kept: low rank.
Status WhitenByVectors(const double* vectors, const Spectrum& spectrum, std::vector<double> mean,
                       std::shared_ptr<const Whitening>* out);

// From all of the covariance: dense.
Status WhitenByMatrix(FitSolver* solver, double* vectors, const Spectrum& spectrum,
                      std::vector<double> mean, std::shared_ptr<const Whitening>* out);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_FIT_FORMS_H_
