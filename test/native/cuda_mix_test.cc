// Mixed batches on the device against the CPU, bit by bit.
#include "core/philox.h"
#include "cuda/mix_batch.h"
#include "cuda_support.h"

namespace imagepipeline::test {
namespace {

using cuda::CudaMix;

constexpr int64_t kImages = 7, kRegions = 5;
constexpr DType kDTypes[] = {DType::kUint8, DType::kUint16, DType::kInt32, DType::kFloat32};

// A batch with both kinds of recipes.
struct Mixing {
  TestImage images;
  MixInput input;
  std::vector<Blend> blends;
  std::vector<std::vector<MixRegion>> regions;

  Mixing(const Shape& shape, DType dtype, DType result)
      : images(Noise({shape.height * kImages, shape.width, shape.channels}, dtype, 5)),
        input{images.bytes.data(), shape, dtype, kImages, result} {
    DrawSource draws({.seed = 9}, 0);
    const auto below = [&](int64_t end) {
      return static_cast<int64_t>(draws.Unit() * static_cast<double>(end));
    };
    for (int64_t i = 0; i < kImages; ++i)
      blends.push_back({i, below(kImages), i == 0 ? 1 : i == 1 ? 0 : draws.Unit()});
    for (int64_t i = 0; i < kImages; ++i) {
      std::vector<MixRegion>& list = regions.emplace_back();
      list.push_back({i, 0, 0, shape.height, shape.width, 0, 0});
      for (int64_t r = 1; r < kRegions; ++r) {
        MixRegion region;
        region.source = below(kImages + 1) - 1;
        region.height = below(shape.height + 1);
        region.width = below(shape.width + 1);
        region.top = below(shape.height - region.height + 1);
        region.left = below(shape.width - region.width + 1);
        region.source_top = below(shape.height - region.height + 1);
        region.source_left = below(shape.width - region.width + 1);
        list.push_back(region);
      }
    }
  }

  TestImage Output(DType dtype) const {
    TestImage out({input.shape.height * kImages, input.shape.width, input.shape.channels}, dtype);
    std::memset(out.bytes.data(), 0x5A, out.bytes.size());
    return out;
  }

  CudaMix Job(bool blended, TestImage* out, uint64_t chunk_images) const {
    static const std::vector<Blend> no_blends;
    CudaMix mix;
    mix.input = input;
    mix.output = out->bytes.data();
    mix.output_dtype = out->dtype;
    mix.blends = blended ? &blends : &no_blends;
    mix.regions = &regions;
    mix.fill_value = 130.5f;
    mix.chunk_bytes = chunk_images * out->bytes.size() / kImages;
    mix.count = kImages;
    return mix;
  }

  TestImage OnCpu(bool blended, DType dtype) const {
    TestImage out = Output(dtype);
    Scratch scratch;
    MutableImage image = {out.bytes.data(), dtype, input.shape};
    for (size_t i = 0; i < kImages; ++i) {
      const Status status =
          blended ? RunBlend(ExecutorKind::kFused, input, blends[i], image, &scratch)
                  : RunRegions(ExecutorKind::kFused, input, regions[i], 130.5f, image, &scratch);
      CHECK_EQ(status.message(), std::string());
      image.data += image.SizeBytes();
    }
    return out;
  }
};

void CheckMixes(const Mixing& mixing, DType stored) {
  for (const bool blended : {true, false}) {
    const TestImage expected = mixing.OnCpu(blended, stored);
    for (const uint64_t chunk_images : {1, 3, 100}) {
      TestImage found = mixing.Output(stored);
      const Status status = cuda::RunMix(TheDriver(), mixing.Job(blended, &found, chunk_images));
      CHECK_EQ(status.message(), std::string());
      CHECK(found.bytes == expected.bytes);
    }
  }
}

TEST(CudaMixesEqualTheCpuForEveryDtype) {
  for (const Shape& shape : {Shape{9, 14, 3}, Shape{1, 1, 1}, Shape{23, 40, 5}}) {
    for (const DType dtype : kDTypes) {
      CheckMixes(Mixing(shape, dtype, dtype), dtype);
      CheckMixes(Mixing(shape, dtype, DType::kFloat32), DType::kFloat32);
      CheckMixes(Mixing(shape, dtype, DType::kUint8), DType::kUint8);
    }
    // Tensors have no uint8 and uint16.
    CheckMixes(Mixing(shape, DType::kUint8, DType::kUint8), DType::kInt32);
    CheckMixes(Mixing(shape, DType::kFloat32, DType::kUint16), DType::kInt32);
  }
}

TEST(CudaMixesCopyWhatFloat32CannotHold) {
  Mixing mixing({4, 5, 1}, DType::kInt32, DType::kInt32);
  auto* values = reinterpret_cast<int32_t*>(mixing.images.bytes.data());
  for (int32_t i = 0; i < 20 * kImages; ++i) values[i] = (1 << 24) + 1 + i;
  TestImage found = mixing.Output(DType::kInt32);
  CHECK(cuda::RunMix(TheDriver(), mixing.Job(false, &found, 2)).ok());
  CHECK(found.bytes == mixing.OnCpu(false, DType::kInt32).bytes);
}

TEST(CudaMixesFailAsPassesDo) {
  const Mixing mixing({9, 14, 3}, DType::kUint8, DType::kFloat32);
  const TestImage expected = mixing.OnCpu(true, DType::kFloat32);
  const auto run = [&](const char* fault, const char* code, bool stays_on) {
    TestDriver driver(fault);
    TestImage found = mixing.Output(DType::kFloat32);
    CHECK_EQ(cuda::RunMix(driver.get(), mixing.Job(true, &found, 2)).code(), std::string(code));
    CHECK_EQ(driver->available(), stays_on);
    if (*code == 0) CHECK(found.bytes == expected.bytes);
  };
  for (const char* call : {"wait", "upload", "download", "mix"}) {
    for (const char* nth : {"@1", "@2", "@3"}) {
      run((std::string(call) + ":719" + nth).c_str(), "E_CUDA_FAILED", false);
      run((std::string(call) + ":1" + nth).c_str(), "E_CUDA_FAILED", true);
      run((std::string(call) + ":2" + nth).c_str(), "", true);
    }
  }
  run("allocate:2@1", "", true);
  run("mix:2", "E_CUDA_MEMORY", true);
  run("nodevice", "E_CUDA_MISSING", false);
}

}  // namespace
}  // namespace imagepipeline::test
