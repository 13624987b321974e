#include "cuda/driver.h"

#include <dlfcn.h>

#include <algorithm>
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

bool HasSameLayout(const Api& api) {
  return api.image_bytes == sizeof(DeviceImage) && api.op_bytes == sizeof(DeviceOp) &&
         api.rows_bytes == sizeof(DeviceRows) && api.statistics_bytes == sizeof(DeviceStatistics) &&
         api.histogram_bytes == sizeof(DeviceHistogram) && api.mix_bytes == sizeof(DeviceMix) &&
         api.product_bytes == sizeof(ProductLaunch);
}

}  // namespace

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
  Faults faults = Faults::FromEnvironment();
  if (!faults.unknown().empty()) {
    return SwitchOff("TFJS_IMAGE_PIPELINE_CUDA_FAIL: there is no fault '" + faults.unknown() + "'");
  }
  const Api* api = get_api(faults.abi() ? kAbiVersion + 1 : kAbiVersion);
  if (api == nullptr || !HasSameLayout(*api))
    return SwitchOff("the CUDA library was built for another version of this package");
  calls_.Use(api, std::move(faults));
  const int code = calls_.Device(&info_);
  if (code != 0) return SwitchOff(DeviceReason(code, *api, info_));
  on_ = testing_ = true;
  calls_.SetTesting(true);
  const std::string failure = calls_.faults().self_test() ? "the pixels differ" : SelfTest(this);
  calls_.SetTesting(false);
  if (!failure.empty()) {
    SwitchOff("the self-test failed: " + failure);
  } else {
    const std::lock_guard<std::mutex> lock(mutex_);
    reason_.clear();
    pinned_.Open();
  }
  testing_ = false;
}

std::string Driver::reason() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return reason_;
}

void Driver::ReleaseLanes() {
  for (Lane& lane : lanes_) lane.Release(&calls_);
  pinned_.Trim(0);
}

PinnedBlock Driver::AllocatePinned(uint64_t bytes) {
  if (!available()) return {};
  int code = 0;
  PinnedBlock block = pinned_.Allocate(bytes, &code);
  // Who asked has ordinary memory; a device that is lost is lost for all.
  if (code != 0) static_cast<void>(Failed(code));
  return block;
}

Status Driver::Failed(int code) {
  const std::string text =
      std::string(calls_.ErrorText(code)) + " (CUDA error " + std::to_string(code) + ")";
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
  pinned_.Close();
  reason_ = std::move(reason);
}

}  // namespace imagepipeline::cuda
