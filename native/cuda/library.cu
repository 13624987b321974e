// libimagepipeline_cuda: the C interface on the CUDA runtime.
#include <cuda_runtime.h>

#include <algorithm>
#include <cstring>

#include "cuda/api.h"
#include "cuda/dispatch.h"

namespace imagepipeline::cuda {

namespace {

// What a multiprocessor can hold at most; compute capability 7.5 has room for fewer threads.
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ == 750
constexpr int kMostBlocks = 4;
#else
constexpr int kMostBlocks = 6;
#endif

template <typename Kernel>
__global__ void __launch_bounds__(kThreads, std::min(Kernel::kMinBlocks, kMostBlocks))
    RunPointKernel(const __grid_constant__ PointLaunch launch) {
  __shared__ typename Kernel::Shared shared;
  const int thread = static_cast<int>(threadIdx.x);
  Kernel::Start(launch, blockIdx.x, thread, &shared);
  __syncthreads();
  if constexpr (Kernel::kStages) {
    Kernel::Stage(thread, &shared);
    __syncthreads();
  }
  Kernel::Compute(launch, thread, &shared);
  __syncwarp();
  Kernel::Store(launch, thread, shared);
}

template <typename T>
__global__ void __launch_bounds__(kRowsThreads)
    RunRowsKernel(const __grid_constant__ RowsLaunch launch) {
  ResampleThread<T>(launch, blockIdx.x, static_cast<int>(threadIdx.x));
}

template <typename Kernel>
__global__ void __launch_bounds__(kStatisticsThreads)
    RunStatisticsKernel(const __grid_constant__ StatisticsLaunch launch) {
  Kernel::Sum(launch, blockIdx.x, static_cast<int>(threadIdx.x));
  __syncthreads();
  Kernel::Multiply(launch, blockIdx.x, static_cast<int>(threadIdx.x));
  Kernel::Square(launch, blockIdx.x, static_cast<int>(threadIdx.x));
}

template <typename Kernel>
__global__ void __launch_bounds__(kHistogramThreads)
    RunHistogramKernel(const __grid_constant__ HistogramLaunch launch) {
  Kernel::Clear(launch, blockIdx.x, static_cast<int>(threadIdx.x));
  __syncthreads();
  Kernel::Count(launch, blockIdx.x, static_cast<int>(threadIdx.x));
}

template <typename Kernel>
__global__ void __launch_bounds__(kMixThreads)
    RunMixKernel(const __grid_constant__ MixLaunch launch) {
  Kernel::Make(launch, blockIdx.x, static_cast<int>(threadIdx.x));
}

template <typename Kernel>
__global__ void __launch_bounds__(Kernel::kThreads)
    RunProductKernel(const __grid_constant__ ProductLaunch launch) {
  __shared__ typename Kernel::Shared shared;
  typename Kernel::Sums sums;
  const int thread = static_cast<int>(threadIdx.x);
  Kernel::Begin(launch, blockIdx.x, thread, &sums);
  for (int64_t k = 0; k < launch.depth; k += Kernel::kStep) {
    Kernel::Stage(launch, blockIdx.x, k, thread, &shared);
    __syncthreads();
    Kernel::Multiply(launch, k, thread, shared, &sums);
    __syncthreads();
  }
  Kernel::Finish(launch, blockIdx.x, thread, sums);
}

cudaStream_t Stream(void* stream) { return static_cast<cudaStream_t>(stream); }

// Blocks on the x axis of a grid.
constexpr int64_t kMaxBlocks = 0x7FFFFFFF;

struct Launcher {
  cudaStream_t stream;

  template <typename Kernel>
  int Points(const PointLaunch& launch) const {
    const int64_t blocks = TileCount(launch.out_shape) * launch.count;
    if (blocks > kMaxBlocks) return cudaErrorInvalidConfiguration;
    RunPointKernel<Kernel><<<static_cast<unsigned>(blocks), kThreads, 0, stream>>>(launch);
    return cudaGetLastError();
  }

  template <typename T>
  int Rows(const RowsLaunch& launch) const {
    const int64_t blocks = launch.max_rows * launch.count;
    if (blocks > kMaxBlocks) return cudaErrorInvalidConfiguration;
    RunRowsKernel<T><<<static_cast<unsigned>(blocks), kRowsThreads, 0, stream>>>(launch);
    return cudaGetLastError();
  }

  template <typename Kernel>
  int Statistics(const StatisticsLaunch& launch) const {
    if (launch.count > kMaxBlocks) return cudaErrorInvalidConfiguration;
    RunStatisticsKernel<Kernel>
        <<<static_cast<unsigned>(launch.count), kStatisticsThreads, 0, stream>>>(launch);
    return cudaGetLastError();
  }

  template <typename Kernel>
  int Histogram(const HistogramLaunch& launch) const {
    if (launch.count > kMaxBlocks) return cudaErrorInvalidConfiguration;
    RunHistogramKernel<Kernel>
        <<<static_cast<unsigned>(launch.count), kHistogramThreads, 0, stream>>>(launch);
    return cudaGetLastError();
  }

  template <typename Kernel>
  int Product(const ProductLaunch& launch) const {
    const int64_t blocks = Kernel::Blocks(launch);
    if (blocks > kMaxBlocks) return cudaErrorInvalidConfiguration;
    RunProductKernel<Kernel>
        <<<static_cast<unsigned>(blocks), Kernel::kThreads, 0, stream>>>(launch);
    return cudaGetLastError();
  }

  template <typename Kernel>
  int Mix(const MixLaunch& launch) const {
    const int64_t blocks = MixBlocks(launch.shape) * launch.count;
    if (blocks > kMaxBlocks) return cudaErrorInvalidConfiguration;
    RunMixKernel<Kernel><<<static_cast<unsigned>(blocks), kMixThreads, 0, stream>>>(launch);
    return cudaGetLastError();
  }
};

int GetDeviceInfo(DeviceInfo* info) {
  std::memset(info, 0, sizeof(*info));
  cudaDriverGetVersion(&info->driver_version);
  cudaRuntimeGetVersion(&info->runtime_version);
  int count = 0;
  cudaError_t code = cudaGetDeviceCount(&count);
  if (code != cudaSuccess) return code;
  if (count == 0) return cudaErrorNoDevice;
  int device = 0;
  code = cudaGetDevice(&device);
  if (code != cudaSuccess) return code;
  cudaDeviceProp properties;
  code = cudaGetDeviceProperties(&properties, device);
  if (code != cudaSuccess) return code;
  std::memcpy(info->name, properties.name, sizeof(info->name) - 1);
  info->memory_bytes = properties.totalGlobalMem;
  info->compute_major = properties.major;
  info->compute_minor = properties.minor;
  return cudaSuccess;
}

const char* ErrorText(int code) { return cudaGetErrorString(static_cast<cudaError_t>(code)); }

int CreateStream(void** stream) {
  cudaStream_t created = nullptr;
  const cudaError_t code = cudaStreamCreateWithFlags(&created, cudaStreamNonBlocking);
  *stream = created;
  return code;
}

// Through an event that blocks: spinning would take a core from the threads that do the other work.
int Wait(void* stream) {
  cudaEvent_t done = nullptr;
  cudaError_t code =
      cudaEventCreateWithFlags(&done, cudaEventBlockingSync | cudaEventDisableTiming);
  if (code != cudaSuccess) return code;
  code = cudaEventRecord(done, Stream(stream));
  if (code == cudaSuccess) code = cudaEventSynchronize(done);
  cudaEventDestroy(done);
  return code;
}

// An error that does not stick is cleared, so that the next call starts clean.
int Cleared(cudaError_t code) {
  if (code != cudaSuccess) cudaGetLastError();
  return code;
}

int Allocate(uint64_t bytes, void** device) { return Cleared(cudaMalloc(device, bytes)); }
int Release(void* device) { return cudaFree(device); }
int AllocatePinned(uint64_t bytes, void** host) {
  return Cleared(cudaHostAlloc(host, bytes, cudaHostAllocPortable));
}
int ReleasePinned(void* host) { return cudaFreeHost(host); }

int Upload(void* stream, const void* host, uint64_t bytes, void* device) {
  return cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, Stream(stream));
}
int Download(void* stream, const void* device, uint64_t bytes, void* host) {
  return cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, Stream(stream));
}

int RunPoints(void* stream, const PointLaunch* launch) {
  return DispatchPoints(*launch, Launcher{Stream(stream)});
}
int RunRows(void* stream, const RowsLaunch* launch) {
  return DispatchRows(*launch, Launcher{Stream(stream)});
}
int RunStatistics(void* stream, const StatisticsLaunch* launch) {
  return DispatchStatistics(*launch, Launcher{Stream(stream)});
}
int RunHistogram(void* stream, const HistogramLaunch* launch) {
  return DispatchHistogram(*launch, Launcher{Stream(stream)});
}
int RunMix(void* stream, const MixLaunch* launch) {
  return DispatchMix(*launch, Launcher{Stream(stream)});
}
int RunProduct(void* stream, const ProductLaunch* launch) {
  return DispatchProduct(*launch, Launcher{Stream(stream)});
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
    AllocatePinned,
    ReleasePinned,
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
