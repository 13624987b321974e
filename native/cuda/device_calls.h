// The functions of the CUDA library as the host calls them: each fails first where a fault says so.
// All return an error code of the CUDA runtime, or 0.
#ifndef IMAGEPIPELINE_CUDA_DEVICE_CALLS_H_
#define IMAGEPIPELINE_CUDA_DEVICE_CALLS_H_

#include <cstdint>
#include <mutex>
#include <utility>

#include "cuda/api.h"
#include "cuda/faults.h"

namespace imagepipeline::cuda {

// Used by one batch at a time, and beside it by who wants pinned memory.
class DeviceCalls {
 public:
  void Use(const Api* api, Faults faults) {
    api_ = api;
    faults_ = std::move(faults);
  }
  // Whether the self-test runs, which has faults of its own.
  void SetTesting(bool testing) { testing_ = testing; }
  const Faults& faults() const { return faults_; }
  const char* ErrorText(int code) const { return api_->error_text(code); }

  // What a call that is none of the library's must return, or 0.
  int FaultOf(Call call) {
    const std::lock_guard<std::mutex> lock(faults_mutex_);
    return faults_.Next(call, testing_);
  }

  int Device(DeviceInfo* info) {
    const int code = api_->device_info(info);
    const int fault = FaultOf(Call::kDevice);
    return fault != 0 ? fault : code;
  }
  int CreateStream(void** stream) { return Try(Call::kStream, api_->create_stream, stream); }
  int Wait(void* stream) {
    // What is queued has to end in any case.
    const int code = api_->wait(stream);
    const int fault = FaultOf(Call::kWait);
    return fault != 0 ? fault : code;
  }

  int Allocate(uint64_t bytes, void** device) {
    const int fault = FaultOfAllocation(Call::kAllocate, bytes);
    return fault != 0 ? fault : api_->allocate(bytes, device);
  }
  int AllocatePinned(uint64_t bytes, void** host) {
    const int fault = FaultOfAllocation(Call::kPinned, bytes);
    return fault != 0 ? fault : api_->allocate_pinned(bytes, host);
  }
  int Release(void* device) { return api_->release(device); }
  int ReleasePinned(void* host) { return api_->release_pinned(host); }

  int Upload(void* stream, const void* host, uint64_t bytes, void* device) {
    return Try(Call::kUpload, api_->upload, stream, host, bytes, device);
  }
  int Download(void* stream, const void* device, uint64_t bytes, void* host) {
    return Try(Call::kDownload, api_->download, stream, device, bytes, host);
  }

  int RunPoints(void* stream, const PointLaunch& launch) {
    return Try(Call::kPoints, api_->run_points, stream, &launch);
  }
  int RunRows(void* stream, const RowsLaunch& launch) {
    return Try(Call::kRows, api_->run_rows, stream, &launch);
  }
  int RunStatistics(void* stream, const StatisticsLaunch& launch) {
    return Try(Call::kStatistics, api_->run_statistics, stream, &launch);
  }
  int RunHistogram(void* stream, const HistogramLaunch& launch) {
    return Try(Call::kHistogram, api_->run_histogram, stream, &launch);
  }
  int RunMix(void* stream, const MixLaunch& launch) {
    return Try(Call::kMix, api_->run_mix, stream, &launch);
  }
  int RunProduct(void* stream, const ProductLaunch& launch) {
    return Try(Call::kProduct, api_->run_product, stream, &launch);
  }

 private:
  int FaultOfAllocation(Call call, uint64_t bytes) {
    const std::lock_guard<std::mutex> lock(faults_mutex_);
    return faults_.NextAllocation(call, bytes, testing_);
  }

  template <typename Function, typename... Arguments>
  int Try(Call call, Function function, Arguments... arguments) {
    const int fault = FaultOf(call);
    return fault != 0 ? fault : function(arguments...);
  }

  const Api* api_ = nullptr;
  std::mutex faults_mutex_;  // of their counts
  Faults faults_;
  bool testing_ = false;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_DEVICE_CALLS_H_
