// The whitening of images of 32x32x3 with a matrix of 3,072 x 3,072, which stays on the device.
#ifndef IMAGEPIPELINE_BENCH_CUDA_WHITEN_ROW_H_
#define IMAGEPIPELINE_BENCH_CUDA_WHITEN_ROW_H_

#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "cuda/whiten_batch.h"
#include "timing.h"

namespace imagepipeline::test {

constexpr int64_t kFeatures = 3072, kWhitenedImages = 256;

inline std::shared_ptr<const Whitening> BenchWhitening() {
  std::vector<float> matrix(static_cast<size_t>(kFeatures * kFeatures));
  for (int64_t i = 0; i < kFeatures; ++i) {
    for (int64_t j = 0; j < kFeatures; ++j)
      matrix[static_cast<size_t>(i * kFeatures + j)] = static_cast<float>((i + j) % 101 - 50) / 64;
  }
  std::shared_ptr<const Whitening> whitening;
  const std::vector<double> mean(static_cast<size_t>(kFeatures), 120.5);
  static_cast<void>(MakeDenseWhitening(mean, matrix.data(), &whitening));
  return whitening;
}

// From and to ordinary memory. The CPU does a few of the images, which is slow without SIMD.
inline void WhitenRow(cuda::Driver* driver) {
  constexpr int64_t kChecked = 4;
  const std::shared_ptr<const Whitening> whitening = BenchWhitening();
  std::vector<uint8_t> images(static_cast<size_t>(kFeatures * kWhitenedImages));
  for (size_t i = 0; i < images.size(); ++i) images[i] = static_cast<uint8_t>(i * i * 7 + i);
  std::vector<float> found(images.size()), expected(static_cast<size_t>(kFeatures * kChecked));
  cuda::CudaWhitening batch;
  batch.whitening = whitening;
  batch.input = {images.data(), DType::kUint8, kWhitenedImages, nullptr};
  batch.output = reinterpret_cast<uint8_t*>(found.data());
  batch.count = kWhitenedImages;
  bool ok = whitening != nullptr;
  const double ms = HostMs(9, [&] { ok = ok && cuda::RunWhitening(driver, batch).ok(); });
  ok = ok && ApplyWhitening(*whitening, {images.data(), DType::kUint8, kChecked, nullptr},
                            expected.data())
                 .ok();
  ok = ok && std::memcmp(found.data(), expected.data(), expected.size() * sizeof(float)) == 0;
  const double flops = 2.0 * static_cast<double>(kFeatures * kFeatures * kWhitenedImages);
  std::printf(
      "  {\"whiten\": \"dense\", \"features\": %ld, \"batch\": %ld, \"ms\": %.3f, \"GFLOPs\": "
      "%.0f, \"right\": %s},\n",
      static_cast<long>(kFeatures), static_cast<long>(kWhitenedImages), ms, flops / ms / 1e6,
      ok ? "true" : "false");
}

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_BENCH_CUDA_WHITEN_ROW_H_
