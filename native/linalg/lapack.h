// The dsyevd of a LAPACK that the process finds at run time: it is never linked, so its absence is
// no more than a slower fit.
#ifndef IMAGEPIPELINE_LINALG_LAPACK_H_
#define IMAGEPIPELINE_LINALG_LAPACK_H_

#include <cstddef>
#include <string>

#include "core/status.h"

namespace imagepipeline {

// The largest matrix that is decomposed: the lengths of dsyevd's workspace must fit 32 bits.
constexpr size_t kMaxDecomposed = 32000;

struct LapackChoice {
  std::string path;    // of the file, as it was loaded; empty without one
  std::string reason;  // why there is none; empty with one
};

// Looks for it at the first call, and keeps it for ever: the path in TFJS_IMAGE_PIPELINE_LAPACK
// ("none": no library), else one beside the addon, else the system's. Thread-safe.
const LapackChoice& Lapack();

// Eigenvalues, ascending, and eigenvectors of a symmetric matrix with finite entries, of which only
// the upper triangle of the row-major `matrix` is read. Row k of `matrix` becomes the vector of
// values[k]. With the library, or else with Eigen.
Status DecomposeLarge(size_t size, double* matrix, double* values);

// The same with one of them. The first needs a library.
Status DecomposeWithLapack(size_t size, double* matrix, double* values);
Status DecomposeWithEigen(size_t size, double* matrix, double* values);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_LAPACK_H_
