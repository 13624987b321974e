// y = base_gain * c + sum over k of gains[k] * (c . u_k) * u_k, from the one copy of the vectors.
#ifndef IMAGEPIPELINE_LINALG_LOW_RANK_PRODUCT_H_
#define IMAGEPIPELINE_LINALG_LOW_RANK_PRODUCT_H_

#include "core/status.h"
#include "linalg/centred_rows.h"
#include "linalg/whitening.h"

namespace imagepipeline {

// Writes out[i], the features of wanted image i. E_ALLOC.
Status AddLowRankProduct(const Whitening& whitening, const CentredRows& rows, float* const* out);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_LOW_RANK_PRODUCT_H_
