// Every way in which a fit on the device can fail: no library, libraries that lack something,
// statuses of cuSOLVER and cuBLAS, and the faults of TFJS_IMAGE_PIPELINE_CUDA_FAIL.
#include <string>

#include "cuda_fit_support.h"

namespace imagepipeline::test {
namespace {

constexpr int kInvalidValue = 1;  // an error that the device survives
const FitOptions kOptions = {.epsilon = 1e-2};

FeatureMoments* Moments() {
  static FeatureMoments* moments = MomentsOf(RandomImages(DType::kUint8, 60, 3, 100)).release();
  return moments;
}

void CheckFits(Driver* driver) {
  FitResult found;
  CHECK_EQ(FitOn(driver, Moments(), kOptions, &found).message(), std::string());
  CheckSameFit(found, Fit(Moments(), kOptions));
}

// The calls of a fit, each of which may fail.
constexpr const char* kCalls[] = {"wait", "allocate", "upload", "download", "solve", "square"};

TEST(CudaFitErrorsOfEveryCallAreTypedAndTheDeviceStaysOn) {
  if (TheSolver() == nullptr) return;
  for (const char* call : kCalls) {
    ForEachCall(call, kInvalidValue, [](const std::string& fault) {
      TestDriver driver(fault.c_str());
      FitResult found;
      const Status status = FitOn(driver.get(), Moments(), kOptions, &found);
      if (status.ok()) return false;
      CHECK_EQ(status.code(), std::string("E_CUDA_FAILED"));
      CHECK(status.message().find("(CUDA error 1)") != std::string::npos);
      CHECK(driver->available());
      CheckFits(driver.get());
      return true;
    });
  }
}

TEST(CudaFitErrorsThatStickSwitchTheDeviceOff) {
  if (TheSolver() == nullptr) return;
  for (const char* call : kCalls) {
    ForEachCall(call, cuda::kLaunchFailureCode, [](const std::string& fault) {
      TestDriver driver(fault.c_str());
      FitResult found;
      const Status status = FitOn(driver.get(), Moments(), kOptions, &found);
      if (status.ok()) return false;
      CHECK_EQ(status.code(), std::string("E_CUDA_FAILED"));
      CHECK(!driver->available());
      CHECK(driver->reason().find("719") != std::string::npos);
      CHECK_EQ(FitOn(driver.get(), Moments(), kOptions, &found).code(),
               std::string("E_CUDA_MISSING"));
      const CudaFitSolver solver(driver.get(), TheSolver());
      CHECK_EQ(solver.Check().code(), std::string("E_CUDA_MISSING"));
      return true;
    });
  }
}

// Memory that batches keep is given back, and the step runs again.
TEST(CudaFitsOfShortMemoryRunAgainWithoutTheMemoryOfBatches) {
  if (TheSolver() == nullptr) return;
  for (const char* call : {"pinned", "allocate", "solve", "square"}) {
    TestDriver driver((std::string(call) + ":2@1").c_str());
    CheckFits(driver.get());
    CHECK(driver->available());
  }
}

TEST(CudaFitsWithoutMemoryAreErrorsAndTheDeviceStaysOn) {
  if (TheSolver() == nullptr) return;
  TestDriver driver("oom:25000");
  CHECK_EQ(driver->reason(), std::string());
  FitResult found;
  const Status status = FitOn(driver.get(), Moments(), kOptions, &found);
  CHECK_EQ(status.code(), std::string("E_CUDA_MEMORY"));
  CHECK(status.message().find("no room for a matrix of 60 x 60") != std::string::npos);
  CHECK(driver->available());
  CHECK(found.whitening == nullptr);
}

void CheckFails(const char* fault, const char* code, const char* text) {
  FitResult found;
  const SolverFault wrong(fault);
  const Status status = FitOn(TheDriver(), Moments(), kOptions, &found);
  CHECK_EQ(status.code(), std::string(code));
  if (status.message().find(text) == std::string::npos)
    CHECK_EQ(status.message(), std::string(text));
  CHECK(TheDriver()->available());
}

TEST(CudaFitStatusesOfTheLibrariesAreTyped) {
  if (OnGpu()) return;
  CheckFails("create:1", "E_CUDA_FAILED", "cusolverDnCreate with status 1");
  CheckFails("create:2", "E_CUDA_MEMORY", "a matrix of 60 x 60; cusolverDnCreate");
  CheckFails("params:7", "E_CUDA_FAILED", "cusolverDnCreate with status 7");
  CheckFails("stream:1", "E_CUDA_FAILED", "cusolverDnCreate with status 1");
  CheckFails("bytes:3", "E_CUDA_FAILED", "cusolverDnXsyevd_bufferSize with status 3");
  CheckFails("eigen:7", "E_CUDA_FAILED", "cusolverDnXsyevd with status 7");
  CheckFails("eigen:2", "E_CUDA_MEMORY", "cusolverDnXsyevd");
  CheckFails("info:4", "E_CUDA_FAILED", "did not converge (info 4)");
  CheckFails("blas:1", "E_CUDA_FAILED", "cublasCreate with status 1");
  CheckFails("blas:3", "E_CUDA_MEMORY", "cublasCreate");
  CheckFails("blas_stream:14", "E_CUDA_FAILED", "cublasCreate with status 14");
  CheckFails("syrk:13", "E_CUDA_FAILED", "cublasDsyrk with status 13");
  CheckFails("syrk:3", "E_CUDA_MEMORY", "cublasDsyrk");
  CheckFits(TheDriver());
}

TEST(CudaFitsNeverTrustWrongVectors) {
  if (OnGpu()) return;
  for (const char* fault : {"wrong", "nan", "zero"})
    CheckFails(fault, "E_CUDA_FAILED", "do not give the matrix back");
}

TEST(CudaSolversSayWhyTheyAreMissing) {
  const SolverLibrary nowhere = SolverLibrary::Open({"/nowhere/libcusolver.so"});
  CHECK(!nowhere.available());
  CHECK(nowhere.reason.find("/nowhere/libcusolver.so") != std::string::npos);
  const SolverLibrary other = SolverLibrary::Open({"/nowhere/libcusolver.so", "libm.so.6"});
  CHECK(!other.available());
  CHECK(other.reason.find("; libm.so.6 has no cusolverDnCreate") != std::string::npos);
  const Status status = CudaFitSolver(TheDriver(), &other).Check();
  CHECK_EQ(status.code(), std::string("E_CUDA_PASS"));
  CHECK(status.message().find("libm.so.6") != std::string::npos);
  CHECK(!SolverLibrary::Open({}).available());
  if (OnGpu()) return;
  const std::string lacks = BesideProgram("libcusolver_shim_without_syrk.so");
  const SolverLibrary incomplete = SolverLibrary::Open({lacks});
  CHECK_EQ(incomplete.reason, lacks + " has no cublasDsyrk_v2");
  // The next one is taken.
  const std::string whole = BesideProgram("libcusolver_shim.so");
  CHECK_EQ(SolverLibrary::Open({lacks, whole}).path, whole);
  CHECK(CudaFitSolver(TheDriver(), TheSolver()).Check().ok());
}

// Each environment wants a process of its own, because the library is looked for once.
TEST(CudaSolverOfTheEnvironment) {
  for (const char* name : {"none", "/nowhere/libcusolver.so", "libm.so.6"}) {
    const std::string command = "TFJS_IMAGE_PIPELINE_CUSOLVER=" + std::string(name) + " '" +
                                ProgramPath() + "' CudaSolverIsMissingByEnvironment > /dev/null";
    CHECK_EQ(std::system(command.c_str()), 0);
  }
}

TEST(CudaSolverIsMissingByEnvironment) {
  const char* name = std::getenv("TFJS_IMAGE_PIPELINE_CUSOLVER");
  if (name == nullptr) return;
  CHECK(!SolverLibrary::Get().available());
  CHECK(SolverLibrary::Get().reason.find(name) != std::string::npos);
}

}  // namespace
}  // namespace imagepipeline::test
