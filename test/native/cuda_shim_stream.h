// The streams of the shims: their work waits until somebody waits for it.
#ifndef IMAGEPIPELINE_TEST_NATIVE_CUDA_SHIM_STREAM_H_
#define IMAGEPIPELINE_TEST_NATIVE_CUDA_SHIM_STREAM_H_

#include <functional>
#include <vector>

namespace imagepipeline::test {

struct ShimStream {
  std::vector<std::function<void()>> queue;
};

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_TEST_NATIVE_CUDA_SHIM_STREAM_H_
