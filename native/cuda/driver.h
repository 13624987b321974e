// The CUDA library of this process: loaded once, tested once, and switched off for good by an error
// that a CUDA context does not survive.
#ifndef IMAGEPIPELINE_CUDA_DRIVER_H_
#define IMAGEPIPELINE_CUDA_DRIVER_H_

#include <atomic>
#include <mutex>
#include <string>

#include "core/status.h"
#include "cuda/api.h"
#include "cuda/lane.h"

namespace imagepipeline::cuda {

// Errors that the environment variable TFJS_IMAGE_PIPELINE_CUDA_FAIL asks for, so that every way to
// fail can be tested: nodriver, nodevice, abi, selftest, sticky, oom (always) or oom:<bytes> (for
// larger allocations).
struct Faults {
  int device_code = 0;  // what device_info() returns
  bool abi = false, self_test = false, sticky = false;
  uint64_t memory_limit = UINT64_MAX;

  static Faults FromEnvironment();
};

class Driver {
 public:
  // Never destroyed: pool threads may outlive main().
  static Driver& Get();

  // Loads the library at `path` unless that was tried before, and runs one small image through it.
  void Load(const std::string& path);
  // The same with a library that is linked in; for tests.
  void Use(GetApi get_api);

  bool available() const { return on_ && !testing_; }
  // Whether batches may run; before available() for the self-test.
  bool on() const { return on_; }
  // Why the device is off; empty while it is on.
  std::string reason();
  const DeviceInfo& info() const { return info_; }

  // Held by whoever runs a batch: one batch at a time has the device and its lanes.
  std::mutex& batch_mutex() { return batch_mutex_; }
  Lane* lanes() { return lanes_; }
  // Gives the lanes' memory back; nothing may be under way.
  void ReleaseLanes();

  // The library's functions, with the injected faults. Only while available().
  const Api& api() const { return *api_; }
  int Allocate(uint64_t bytes, void** device) const;
  int AllocatePinned(uint64_t bytes, void** host) const;
  int RunPoints(void* stream, const PointLaunch& launch);

  // The status of a failed call; switches the device off when no later call can work.
  Status Failed(int code);

 private:
  void Start(GetApi get_api);
  void SwitchOff(std::string reason);

  std::mutex load_mutex_, mutex_, batch_mutex_;
  bool tried_ = false;
  std::atomic<bool> on_ = false, testing_ = false;
  const Api* api_ = nullptr;
  std::string reason_ = "the CUDA library has not been looked for";
  DeviceInfo info_{};
  Faults faults_;
  Lane lanes_[kLaneCount];
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_DRIVER_H_
