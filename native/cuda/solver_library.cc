#include "cuda/solver_library.h"

#include <dlfcn.h>

#include <cstdlib>

namespace imagepipeline::cuda {
namespace {

// Of CUDA 13 and 12, newest first; the last two where an installation did not tell the linker.
constexpr const char* kSystem[] = {
    "libcusolver.so.12",
    "libcusolver.so.11",
    "libcusolver.so",
    "/usr/local/cuda/lib64/libcusolver.so.12",
    "/usr/local/cuda/lib64/libcusolver.so.11",
};

// Looks functions up and remembers the first that is missing.
class Symbols {
 public:
  explicit Symbols(void* handle) : handle_(handle) {}

  template <typename Function>
  void Find(const char* name, Function* function) {
    // Those of cuBLAS too: a look-up goes on in the libraries that this one needs.
    *function = reinterpret_cast<Function>(dlsym(handle_, name));
    if (*function == nullptr && missing_.empty()) missing_ = name;
  }
  const std::string& missing() const { return missing_; }

 private:
  void* handle_;
  std::string missing_;
};

std::string FindAll(void* handle, SolverFunctions* functions) {
  Symbols symbols(handle);
  symbols.Find("cusolverDnCreate", &functions->create);
  symbols.Find("cusolverDnDestroy", &functions->destroy);
  symbols.Find("cusolverDnSetStream", &functions->set_stream);
  symbols.Find("cusolverDnCreateParams", &functions->create_params);
  symbols.Find("cusolverDnDestroyParams", &functions->destroy_params);
  symbols.Find("cusolverDnXsyevd_bufferSize", &functions->eigen_bytes);
  symbols.Find("cusolverDnXsyevd", &functions->eigen);
  symbols.Find("cublasCreate_v2", &functions->blas_create);
  symbols.Find("cublasDestroy_v2", &functions->blas_destroy);
  symbols.Find("cublasSetStream_v2", &functions->blas_set_stream);
  symbols.Find("cublasDsyrk_v2", &functions->multiply_by_self);
  return symbols.missing();
}

// Adds to `reason` why the library at `path` is of no use.
bool Try(const std::string& path, SolverLibrary* library) {
  std::string& reason = library->reason;
  if (!reason.empty()) reason += "; ";
  // RTLD_NODELETE: what it keeps on the device lives as long as the process.
  void* handle = dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) {
    const char* error = dlerror();
    reason += error == nullptr ? path + " cannot be loaded" : error;
    return false;
  }
  const std::string missing = FindAll(handle, &library->functions);
  if (!missing.empty()) {
    reason += path + " has no " + missing;
    dlclose(handle);
    return false;
  }
  library->path = path;
  reason.clear();
  return true;
}

}  // namespace

SolverLibrary SolverLibrary::Open(const std::vector<std::string>& paths) {
  SolverLibrary library;
  for (const std::string& path : paths) {
    if (Try(path, &library)) return library;
  }
  return library;
}

const SolverLibrary& SolverLibrary::Get() {
  static const auto* library = [] {
    const char* forced = std::getenv("TFJS_IMAGE_PIPELINE_CUSOLVER");
    auto* found = new SolverLibrary;
    if (forced != nullptr && std::string(forced) == "none") {
      found->reason = "TFJS_IMAGE_PIPELINE_CUSOLVER is none";
    } else if (forced != nullptr && *forced != '\0') {
      *found = Open({forced});
    } else {
      *found = Open({std::begin(kSystem), std::end(kSystem)});
    }
    return found;
  }();
  return *library;
}

}  // namespace imagepipeline::cuda
