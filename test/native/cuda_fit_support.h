// cuSOLVER for the tests of fits: its shim, or the real one beside a GPU.
#ifndef IMAGEPIPELINE_TEST_NATIVE_CUDA_FIT_SUPPORT_H_
#define IMAGEPIPELINE_TEST_NATIVE_CUDA_FIT_SUPPORT_H_

#include <cstdlib>
#include <string>

#include "cuda/fit_solver.h"
#include "cuda_support.h"
#include "fit_support.h"

namespace imagepipeline::test {

using cuda::CudaFitSolver;
using cuda::SolverLibrary;

// Path of a library that is built beside this program.
inline std::string BesideProgram(const std::string& name) {
  const std::string program = ProgramPath();
  const size_t slash = program.rfind('/');
  return (slash == std::string::npos ? "./" : program.substr(0, slash + 1)) + name;
}

// Without a name of its own on a machine with a GPU and without cuSOLVER, where there is nothing to
// test.
inline const SolverLibrary* TheSolver() {
  static const auto* library = new SolverLibrary(
      OnGpu() ? SolverLibrary::Get() : SolverLibrary::Open({BesideProgram("libcusolver_shim.so")}));
  if (!OnGpu()) CHECK_EQ(library->reason, std::string());
  return library->available() ? library : nullptr;
}

// What the functions of the shim do wrong while this lives.
class SolverFault {
 public:
  explicit SolverFault(const char* fault) { setenv("CUDA_SOLVER_SHIM_FAIL", fault, 1); }
  SolverFault(const SolverFault&) = delete;
  SolverFault& operator=(const SolverFault&) = delete;
  ~SolverFault() { unsetenv("CUDA_SOLVER_SHIM_FAIL"); }
};

inline Status FitOn(Driver* driver, FeatureMoments* moments, const FitOptions& options,
                    FitResult* result) {
  CudaFitSolver solver(driver, TheSolver());
  return FitWhitening(moments, options, &solver, result);
}

// The two are fits of the same images: W within 1e-6, the variances within 1e-12 of the largest.
inline bool CheckSameFit(const FitResult& found, const FitResult& expected) {
  if (!CHECK(found.whitening != nullptr)) return false;
  bool same = CHECK_EQ(found.whitening->dense, expected.whitening->dense);
  same &= CHECK_EQ(found.count, expected.count);
  same &= CHECK_EQ(found.rank, expected.rank);
  same &= CHECK(found.whitening->mean == expected.whitening->mean);
  same &= CHECK_EQ(found.spectrum.size(), expected.spectrum.size());
  for (size_t k = 0; k < expected.spectrum.size(); ++k)
    same &= CHECK_NEAR(found.spectrum[k], expected.spectrum[k], 1e-12 * expected.spectrum[0]);
  const double distance =
      RelativeDistance(MatrixOf(*found.whitening), MatrixOf(*expected.whitening));
  return CHECK(distance <= 1e-6) && same;
}

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_TEST_NATIVE_CUDA_FIT_SUPPORT_H_
