// With fewer images than features: the products of the centred images with each other, whose
// eigenvalues are those of the covariance.
#ifndef IMAGEPIPELINE_LINALG_GRAM_H_
#define IMAGEPIPELINE_LINALG_GRAM_H_

#include <vector>

#include "core/status.h"
#include "linalg/moments_store.h"

namespace imagepipeline {

// Sets the mean of every feature (its own or its channel's) and the upper triangle of the row-major
// images x images `matrix`, divided by the number of images. From integers both are exact but for
// the last rounding.
Status GramOfRows(const MomentsSpec& spec, const std::vector<const uint8_t*>& rows,
                  bool per_feature, double* mean, double* matrix);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_GRAM_H_
