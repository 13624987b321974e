#ifndef IMAGEPIPELINE_CUDA_SELF_TEST_H_
#define IMAGEPIPELINE_CUDA_SELF_TEST_H_

#include <string>

namespace imagepipeline::cuda {

class Driver;

// Runs a small image on the device and on the CPU. Empty when the pixels agree, else what went
// wrong; finds a device that the library has no code for.
std::string SelfTest(Driver* driver);

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_SELF_TEST_H_
