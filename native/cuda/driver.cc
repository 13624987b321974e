#include "cuda/driver.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "cuda/self_test.h"

namespace imagepipeline::cuda {

namespace {

// Codes after which a CUDA context is of no more use: illegal address, misaligned address, timeout,
// launch failure, assertion, uncorrectable memory error and their kin.
bool IsSticky(int code) {
  constexpr int kSticky[] = {214, 220, 226, 700, 702, 710, 714, 715, 716, 717, 718, 719, 721, 999};
  return std::find(std::begin(kSticky), std::end(kSticky), code) != std::end(kSticky);
}

std::string DeviceReason(int code, const Api& api, const DeviceInfo& info) {
  if (code == kDriverMissingCode) {
    return "the NVIDIA driver is missing or too old for CUDA " +
           std::to_string(info.runtime_version / 1000) + " (CUDA error 35)";
  }
  if (code == kNoDeviceCode) return "there is no CUDA device (CUDA error 100)";
  return std::string(api.error_text(code)) + " (CUDA error " + std::to_string(code) + ")";
}

}  // namespace

Faults Faults::FromEnvironment() {
  Faults faults;
  const char* text = std::getenv("TFJS_IMAGE_PIPELINE_CUDA_FAIL");
  const std::string wanted = text == nullptr ? "" : text;
  if (wanted == "nodriver") faults.device_code = kDriverMissingCode;
  if (wanted == "nodevice") faults.device_code = kNoDeviceCode;
  faults.abi = wanted == "abi";
  faults.self_test = wanted == "selftest";
  faults.sticky = wanted == "sticky";
  if (wanted == "oom") faults.memory_limit = 0;
  if (wanted.starts_with("oom:")) faults.memory_limit = std::strtoull(text + 4, nullptr, 10);
  return faults;
}

Driver& Driver::Get() {
  static Driver* driver = new Driver;
  return *driver;
}

void Driver::Load(const std::string& path) {
  const std::lock_guard<std::mutex> lock(load_mutex_);
  if (tried_) return;
  tried_ = true;
  // RTLD_NODELETE: its threads and its device memory live as long as the process.
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    const char* error = dlerror();
    return SwitchOff(error == nullptr ? path + " cannot be loaded" : error);
  }
  void* symbol = dlsym(library, kGetApiName);
  if (symbol == nullptr) return SwitchOff(path + " is no CUDA library of this package");
  Start(reinterpret_cast<GetApi>(symbol));
}

void Driver::Use(GetApi get_api) {
  const std::lock_guard<std::mutex> lock(load_mutex_);
  tried_ = true;
  Start(get_api);
}

void Driver::Start(GetApi get_api) {
  faults_ = Faults::FromEnvironment();
  const Api* api = get_api(faults_.abi ? kAbiVersion + 1 : kAbiVersion);
  if (api == nullptr || api->image_bytes != sizeof(DeviceImage) ||
      api->op_bytes != sizeof(DeviceOp) || api->rows_bytes != sizeof(DeviceRows) ||
      api->statistics_bytes != sizeof(DeviceStatistics)) {
    return SwitchOff("the CUDA library was built for another version of this package");
  }
  int code = api->device_info(&info_);
  if (faults_.device_code != 0) code = faults_.device_code;
  if (code != 0) return SwitchOff(DeviceReason(code, *api, info_));
  api_ = api;
  on_ = testing_ = true;
  const std::string failure = faults_.self_test ? "the pixels differ" : SelfTest(this);
  if (!failure.empty()) {
    SwitchOff("the self-test failed: " + failure);
  } else {
    const std::lock_guard<std::mutex> lock(mutex_);
    reason_.clear();
  }
  testing_ = false;
}

std::string Driver::reason() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return reason_;
}

void Driver::ReleaseLanes() {
  for (Lane& lane : lanes_) lane.Release(*this);
}

int Driver::Allocate(uint64_t bytes, void** device) const {
  if (bytes > faults_.memory_limit) return kOutOfMemoryCode;
  return api_->allocate(bytes, device);
}

int Driver::AllocatePinned(uint64_t bytes, void** host) const {
  if (bytes > faults_.memory_limit) return kOutOfMemoryCode;
  return api_->allocate_pinned(bytes, host);
}

int Driver::RunPoints(void* stream, const PointLaunch& launch) {
  if (faults_.sticky && available()) return 719;
  return api_->run_points(stream, &launch);
}

Status Driver::Failed(int code) {
  const std::string text =
      std::string(api_->error_text(code)) + " (CUDA error " + std::to_string(code) + ")";
  if (code == kOutOfMemoryCode) {
    return {"E_CUDA_MEMORY",
            "device: the GPU or the pinned memory of the host has no room for one image; " + text};
  }
  if (IsSticky(code)) SwitchOff("an earlier error stopped it: " + text);
  return {"E_CUDA_FAILED", "device: the GPU failed: " + text};
}

void Driver::SwitchOff(std::string reason) {
  const std::lock_guard<std::mutex> lock(mutex_);
  on_ = false;
  reason_ = std::move(reason);
}

}  // namespace imagepipeline::cuda
