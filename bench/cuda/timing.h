// Medians of milliseconds, on the device's clock and on the host's.
#ifndef IMAGEPIPELINE_BENCH_CUDA_TIMING_H_
#define IMAGEPIPELINE_BENCH_CUDA_TIMING_H_

#include <cuda_runtime.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

namespace imagepipeline::test {

constexpr int kRuns = 21;

inline void Must(cudaError_t code) {
  if (code == cudaSuccess) return;
  std::fprintf(stderr, "CUDA: %s\n", cudaGetErrorString(code));
  std::exit(1);
}

inline double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

// Median milliseconds on the device's clock.
inline double DeviceMs(cudaStream_t stream, const std::function<void()>& work) {
  cudaEvent_t begin, end;
  Must(cudaEventCreate(&begin));
  Must(cudaEventCreate(&end));
  std::vector<double> times;
  for (int i = -3; i < kRuns; ++i) {
    Must(cudaEventRecord(begin, stream));
    work();
    Must(cudaEventRecord(end, stream));
    Must(cudaEventSynchronize(end));
    float ms = 0;
    Must(cudaEventElapsedTime(&ms, begin, end));
    if (i >= 0) times.push_back(static_cast<double>(ms));
  }
  Must(cudaEventDestroy(begin));
  Must(cudaEventDestroy(end));
  return Median(times);
}

// Median milliseconds on the host's clock.
inline double HostMs(int runs, const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = -2; i < runs; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> ms = std::chrono::steady_clock::now() - begin;
    if (i >= 0) times.push_back(ms.count());
  }
  return Median(times);
}

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_BENCH_CUDA_TIMING_H_
