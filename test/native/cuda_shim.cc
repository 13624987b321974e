// libimagepipeline_cuda without a GPU: the kernels' own code in loops on the CPU. Streams run their
// work only when somebody waits, so that memory which is reused or given back too early shows.
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include "cuda/api.h"
#include "cuda/dispatch.h"
#include "cuda_shim_stream.h"

namespace imagepipeline::cuda {
namespace {

using test::ShimStream;

// Keeps the streams reachable; nothing destroys them.
std::vector<std::unique_ptr<ShimStream>>& Streams() {
  static auto* streams = new std::vector<std::unique_ptr<ShimStream>>();
  return *streams;
}

int Queue(void* stream, std::function<void()> work) {
  static_cast<ShimStream*>(stream)->queue.push_back(std::move(work));
  return 0;
}

struct LoopLauncher {
  template <typename Kernel>
  int Points(const PointLaunch& launch) const {
    auto shared = std::make_unique<typename Kernel::Shared>();
    const int64_t blocks = TileCount(launch.out_shape) * launch.count;
    for (int64_t block = 0; block < blocks; ++block) {
      for (int thread = 0; thread < kThreads; ++thread)
        Kernel::Start(launch, block, thread, shared.get());
      if constexpr (Kernel::kStages) {
        for (int thread = 0; thread < kThreads; ++thread) Kernel::Stage(thread, shared.get());
      }
      for (int thread = 0; thread < kThreads; ++thread)
        Kernel::Compute(launch, thread, shared.get());
      for (int thread = 0; thread < kThreads; ++thread) Kernel::Store(launch, thread, *shared);
    }
    return 0;
  }

  template <typename T>
  int Rows(const RowsLaunch& launch) const {
    for (int64_t block = 0; block < launch.max_rows * launch.count; ++block) {
      for (int thread = 0; thread < kRowsThreads; ++thread)
        ResampleThread<T>(launch, block, thread);
    }
    return 0;
  }

  template <typename Kernel>
  int Statistics(const StatisticsLaunch& launch) const {
    for (int64_t block = 0; block < launch.count; ++block) {
      for (int thread = 0; thread < kStatisticsThreads; ++thread)
        Kernel::Sum(launch, block, thread);
      for (int thread = 0; thread < kStatisticsThreads; ++thread)
        Kernel::Multiply(launch, block, thread);
      for (int thread = 0; thread < kStatisticsThreads; ++thread)
        Kernel::Square(launch, block, thread);
    }
    return 0;
  }

  template <typename Kernel>
  int Histogram(const HistogramLaunch& launch) const {
    for (int64_t block = 0; block < launch.count; ++block) {
      for (int thread = 0; thread < kHistogramThreads; ++thread)
        Kernel::Clear(launch, block, thread);
      for (int thread = 0; thread < kHistogramThreads; ++thread)
        Kernel::Count(launch, block, thread);
    }
    return 0;
  }

  template <typename Kernel>
  int Product(const ProductLaunch& launch) const {
    auto shared = std::make_unique<typename Kernel::Shared>();
    std::vector<typename Kernel::Sums> sums(Kernel::kThreads);
    const auto each = [&](const auto& step) {
      for (int thread = 0; thread < Kernel::kThreads; ++thread)
        step(thread, &sums[static_cast<size_t>(thread)]);
    };
    for (int64_t block = 0; block < Kernel::Blocks(launch); ++block) {
      each([&](int thread, auto* own) { Kernel::Begin(launch, block, thread, own); });
      for (int64_t k = 0; k < launch.depth; k += Kernel::kStep) {
        each([&](int thread, auto*) { Kernel::Stage(launch, block, k, thread, shared.get()); });
        each([&](int thread, auto* own) { Kernel::Multiply(launch, k, thread, *shared, own); });
      }
      each([&](int thread, auto* own) { Kernel::Finish(launch, block, thread, *own); });
    }
    return 0;
  }

  template <typename Kernel>
  int Mix(const MixLaunch& launch) const {
    for (int64_t block = 0; block < MixBlocks(launch.shape) * launch.count; ++block) {
      for (int thread = 0; thread < kMixThreads; ++thread) Kernel::Make(launch, block, thread);
    }
    return 0;
  }
};

int GetDeviceInfo(DeviceInfo* info) {
  *info = {"host shim", uint64_t{1} << 30, 0, 0, 13000, 13000};
  return 0;
}

const char* ErrorText(int code) { return code == kOutOfMemoryCode ? "out of memory" : "an error"; }

int CreateStream(void** stream) {
  Streams().push_back(std::make_unique<ShimStream>());
  *stream = Streams().back().get();
  return 0;
}

int Wait(void* stream) {
  auto& queue = static_cast<ShimStream*>(stream)->queue;
  for (const auto& work : queue) work();
  queue.clear();
  return 0;
}

// Not a byte more than asked for, so that the sanitizer sees every read beyond the end. What nobody
// has written reads as kPoison.
int Allocate(uint64_t bytes, void** memory) {
  constexpr int kPoison = 0xA5;
  if (posix_memalign(memory, 256, bytes) != 0) return kOutOfMemoryCode;
  std::memset(*memory, kPoison, bytes);
  return 0;
}

int Release(void* memory) {
  std::free(memory);
  return 0;
}

int Upload(void* stream, const void* host, uint64_t bytes, void* device) {
  return Queue(stream, [=] { std::memcpy(device, host, bytes); });
}

int Download(void* stream, const void* device, uint64_t bytes, void* host) {
  return Queue(stream, [=] { std::memcpy(host, device, bytes); });
}

int RunPoints(void* stream, const PointLaunch* launch) {
  return Queue(stream, [launch = *launch] { DispatchPoints(launch, LoopLauncher()); });
}

int RunRows(void* stream, const RowsLaunch* launch) {
  return Queue(stream, [launch = *launch] { DispatchRows(launch, LoopLauncher()); });
}

int RunStatistics(void* stream, const StatisticsLaunch* launch) {
  return Queue(stream, [launch = *launch] { DispatchStatistics(launch, LoopLauncher()); });
}

int RunHistogram(void* stream, const HistogramLaunch* launch) {
  return Queue(stream, [launch = *launch] { DispatchHistogram(launch, LoopLauncher()); });
}

int RunMix(void* stream, const MixLaunch* launch) {
  return Queue(stream, [launch = *launch] { DispatchMix(launch, LoopLauncher()); });
}

int RunProduct(void* stream, const ProductLaunch* launch) {
  return Queue(stream, [launch = *launch] { DispatchProduct(launch, LoopLauncher()); });
}

constexpr Api kApi = {
    kAbiVersion,
    sizeof(DeviceImage),
    sizeof(DeviceOp),
    sizeof(DeviceRows),
    sizeof(DeviceStatistics),
    sizeof(DeviceHistogram),
    sizeof(DeviceMix),
    sizeof(ProductLaunch),
    GetDeviceInfo,
    ErrorText,
    CreateStream,
    Wait,
    Allocate,
    Release,
    Allocate,
    Release,
    Upload,
    Download,
    RunPoints,
    RunRows,
    RunStatistics,
    RunHistogram,
    RunMix,
    RunProduct,
};

}  // namespace
}  // namespace imagepipeline::cuda

extern "C" __attribute__((visibility("default"))) const imagepipeline::cuda::Api*
imagepipeline_cuda_get_api(uint32_t abi_version) {
  using imagepipeline::cuda::kApi;
  return abi_version == kApi.abi_version ? &kApi : nullptr;
}
