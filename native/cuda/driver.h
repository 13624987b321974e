// The CUDA library of this process: loaded once, tested once, and switched off for good by an error
// that a CUDA context does not survive.
#ifndef IMAGEPIPELINE_CUDA_DRIVER_H_
#define IMAGEPIPELINE_CUDA_DRIVER_H_

#include <atomic>
#include <mutex>
#include <string>

#include "core/status.h"
#include "cuda/api.h"
#include "cuda/device_calls.h"
#include "cuda/kept_whitening.h"
#include "cuda/lane.h"
#include "cuda/pinned_pool.h"

namespace imagepipeline::cuda {

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
  // What the last whitening needs, kept from batch to batch.
  KeptWhitening* whitening() { return &whitening_; }
  // Gives the lanes' memory and idle pinned blocks back; nothing may be under way.
  void ReleaseLanes();

  // A block that the device reaches itself, or an empty one; at any time, on any thread.
  PinnedBlock AllocatePinned(uint64_t bytes);
  // Where blocks are; they outlive the device, not the driver.
  PinnedPool& pinned() { return pinned_; }

  // The library's functions. Only while on(), by the holder of batch_mutex().
  DeviceCalls& calls() { return calls_; }

  // The status of any call while the device is off.
  Status Missing() { return {"E_CUDA_MISSING", "device: no GPU can be used: " + reason()}; }
  // The status of a failed call; switches the device off when no later call can work.
  Status Failed(int code);

 private:
  void Start(GetApi get_api);
  void SwitchOff(std::string reason);

  std::mutex load_mutex_, mutex_, batch_mutex_;
  bool tried_ = false;
  std::atomic<bool> on_ = false, testing_ = false;
  DeviceCalls calls_;
  PinnedPool pinned_{&calls_};
  std::string reason_ = "the CUDA library has not been looked for";
  DeviceInfo info_{};
  Lane lanes_[kLaneCount];
  KeptWhitening whitening_;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_DRIVER_H_
