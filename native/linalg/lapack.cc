#include "linalg/lapack.h"

#include <dlfcn.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "linalg/buffer.h"

namespace imagepipeline {
namespace {

// Every integer is passed in 64 bits, of which a library with 32-bit integers reads the lower half.
// The two lengths at the end are how Fortran compilers pass those of the two strings.
using Dsyevd = void (*)(const char* job, const char* triangle, const int64_t* size, double* matrix,
                        const int64_t* stride, double* values, double* work,
                        const int64_t* work_size, int64_t* integers, const int64_t* integers_size,
                        int64_t* info, size_t job_length, size_t triangle_length);

#ifdef __APPLE__
constexpr const char* kBeside[] = {"libopenblas.dylib"};
constexpr const char* kSystem[] = {
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    "libopenblas.dylib",
};
#else
constexpr const char* kBeside[] = {"libopenblas.so.0", "libopenblas.so"};
constexpr const char* kSystem[] = {"libopenblas.so.0", "libopenblas.so", "liblapack.so.3"};
#endif

struct Library {
  Dsyevd dsyevd = nullptr;
  LapackChoice choice;
};

Status Call(Dsyevd dsyevd, size_t size, double* matrix, double* values) {
  const auto n = static_cast<int64_t>(size);
  const int64_t work_size = 1 + 6 * n + 2 * n * n, integers_size = 3 + 5 * n;
  Buffer<double> work;
  Buffer<int64_t> integers;
  if (!work.Allocate(static_cast<size_t>(work_size)) ||
      !integers.Allocate(static_cast<size_t>(integers_size))) {
    return {"E_ALLOC", "no memory for the workspace of an eigendecomposition of " +
                           std::to_string(size) + " x " + std::to_string(size)};
  }
  int64_t info = 0;
  // Fortran's lower triangle is C's upper one.
  dsyevd("V", "L", &n, matrix, &n, values, work.data(), &work_size, integers.data(), &integers_size,
         &info, 1, 1);
  if (static_cast<int32_t>(info) != 0) {
    return {"E_NATIVE", "dsyevd failed with code " + std::to_string(static_cast<int32_t>(info))};
  }
  return {};
}

// Whether it does what its name says, on a matrix whose eigenvalues are 1 and 3.
bool Works(Dsyevd dsyevd) {
  double matrix[] = {2, 1, 0, 2}, values[] = {0, 0};
  const Status status = Call(dsyevd, 2, matrix, values);
  const double half = std::sqrt(0.5);
  return status.ok() && std::fabs(values[0] - 1) < 1e-14 && std::fabs(values[1] - 3) < 1e-14 &&
         std::fabs(std::fabs(matrix[2]) - half) < 1e-14 && std::fabs(matrix[2] - matrix[3]) < 1e-14;
}

// Adds to `reason` why the library at `path` is of no use.
bool Try(const std::string& path, Library* library) {
  std::string& reason = library->choice.reason;
  if (!reason.empty()) reason += "; ";
  void* handle = dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) {
    const char* error = dlerror();
    reason += error == nullptr ? path + " cannot be loaded" : error;
    return false;
  }
  const auto dsyevd = reinterpret_cast<Dsyevd>(dlsym(handle, "dsyevd_"));
  if (dsyevd == nullptr || !Works(dsyevd)) {
    reason += path + (dsyevd == nullptr ? " has no dsyevd" : " has a dsyevd that does not work");
    dlclose(handle);
    return false;
  }
  library->dsyevd = dsyevd;
  library->choice = {path, ""};
  return true;
}

std::string FolderOfAddon() {
  Dl_info info = {};
  if (dladdr(reinterpret_cast<const void*>(&FolderOfAddon), &info) == 0) return "";
  const std::string path = info.dli_fname == nullptr ? "" : info.dli_fname;
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

void Find(Library* library) {
  const char* forced = std::getenv("TFJS_IMAGE_PIPELINE_LAPACK");
  if (forced != nullptr && std::string(forced) == "none") {
    library->choice.reason = "TFJS_IMAGE_PIPELINE_LAPACK is none";
    return;
  }
  if (forced != nullptr && *forced != '\0') {
    Try(forced, library);
    return;
  }
  if (const std::string folder = FolderOfAddon(); !folder.empty()) {
    for (const char* name : kBeside) {
      if (Try(folder + name, library)) return;
    }
    // What is not there needs no mention.
    library->choice.reason.clear();
  }
  for (const char* name : kSystem) {
    if (Try(name, library)) return;
  }
}

const Library& TheLibrary() {
  static const Library* library = [] {
    auto* found = new Library;
    Find(found);
    return found;
  }();
  return *library;
}

}  // namespace

const LapackChoice& Lapack() { return TheLibrary().choice; }

Status DecomposeWithLapack(size_t size, double* matrix, double* values) {
  const Library& library = TheLibrary();
  if (library.dsyevd == nullptr) return {"E_NATIVE", library.choice.reason};
  return Call(library.dsyevd, size, matrix, values);
}

Status DecomposeLarge(size_t size, double* matrix, double* values) {
  if (size > kMaxDecomposed) {
    return {"E_LIMIT", "an eigendecomposition of " + std::to_string(size) + " x " +
                           std::to_string(size) + "; the limit is " +
                           std::to_string(kMaxDecomposed)};
  }
  if (size == 0) return {};
  if (TheLibrary().dsyevd == nullptr) return DecomposeWithEigen(size, matrix, values);
  return DecomposeWithLapack(size, matrix, values);
}

}  // namespace imagepipeline
