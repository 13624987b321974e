#include "tensorflow/library.h"

#include <dlfcn.h>

namespace imagepipeline {

namespace {

// Keeps the library that holds `address` loaded.
void Pin(const void* address) {
  Dl_info info = {};
  if (dladdr(address, &info) == 0) return;
  // Never closed, and the flag holds even if somebody else closes too often.
  dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

template <typename Function>
bool Find(void* library, const char* name, Function* function) {
  void* symbol = dlsym(library, name);
  *function = reinterpret_cast<Function>(symbol);
  return symbol != nullptr;
}

// Symbols are searched in the addon and in what it links to, whatever that file is called.
std::string FindAll(void* library, TfApi* api) {
#define IMAGEPIPELINE_TF_FIND(name, ...) \
  if (!Find(library, "TF_" #name, &api->name)) return "this TensorFlow lacks TF_" #name;
  IMAGEPIPELINE_TF_FUNCTIONS(IMAGEPIPELINE_TF_FIND)
#undef IMAGEPIPELINE_TF_FIND
  return "";
}

}  // namespace

std::string FindTensorflow(const std::string& binding_path, TfApi* api) {
  void* binding = dlopen(binding_path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (binding == nullptr) return binding_path + " is not loaded";
  std::string reason = FindAll(binding, api);
  if (reason.empty()) {
    // The functions are spread over two libraries, one of them in each.
    Pin(reinterpret_cast<const void*>(api->Version));
    Pin(reinterpret_cast<const void*>(api->RegisterOpDefinition));
  }
  // The addon itself is Node's to unload.
  dlclose(binding);
  return reason;
}

}  // namespace imagepipeline
