// Errors that the environment variable TFJS_IMAGE_PIPELINE_CUDA_FAIL asks for, so that every way to
// fail can be tested, with and without a GPU.
#ifndef IMAGEPIPELINE_CUDA_FAULTS_H_
#define IMAGEPIPELINE_CUDA_FAULTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imagepipeline::cuda {

// The functions of the library that may fail, and the two that are cuSOLVER's and cuBLAS'.
enum class Call : uint8_t {
  kDevice,
  kStream,
  kWait,
  kAllocate,
  kPinned,
  kUpload,
  kDownload,
  kPoints,
  kRows,
  kStatistics,
  kHistogram,
  kMix,
  kProduct,
  kSolve,
  kSquare
};

class Faults {
 public:
  // Words with commas between them:
  //   nodriver, nodevice   there is no driver, no device
  //   abi                  the library is one of another version
  //   selftest[:CODE]      the first image has other pixels, or its kernel fails with CODE
  //   oom[:BYTES]          no allocation succeeds, or none that is larger
  //   sticky               points:719
  //   CALL:CODE[@N]        the function fails with that error of the CUDA runtime: always, or the
  //                        N-th time (from 1) after the self-test. CALL is device, stream, wait,
  //                        allocate, pinned, upload, download, points, rows, statistics, histogram,
  //                        mix, product, solve or square.
  static Faults Parse(std::string_view text);
  static Faults FromEnvironment();

  // The word that is none of these; empty if all are.
  const std::string& unknown() const { return unknown_; }
  bool abi() const { return abi_; }
  // The self-test must say that the pixels differ.
  bool self_test() const { return self_test_; }

  // The error that a call must return, or 0 for none. Counts the calls outside the self-test.
  int Next(Call call, bool testing);
  // The same for one that allocates.
  int NextAllocation(Call call, uint64_t bytes, bool testing);

 private:
  struct Fault {
    Call call;
    int code;
    uint64_t nth;  // 0: always
    uint64_t seen = 0;
  };

  bool Add(std::string_view word);
  bool AddCall(std::string_view name, std::string_view rest);

  std::string unknown_;
  bool abi_ = false, self_test_ = false;
  int self_test_code_ = 0;
  uint64_t memory_limit_ = UINT64_MAX;
  std::vector<Fault> faults_;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_FAULTS_H_
