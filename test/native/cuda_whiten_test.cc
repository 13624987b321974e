// The whitening of whole images on the device against the CPU, bit by bit.
#include "cuda/whiten_batch.h"
#include "cuda_support.h"
#include "whitening_support.h"

namespace imagepipeline::test {
namespace {

using cuda::CudaWhitening;

constexpr DType kDTypes[] = {DType::kUint8, DType::kUint16, DType::kInt32, DType::kFloat32};

struct WhitenTest {
  WhiteningNumbers numbers;
  WhiteningPointer whitening;
  int64_t count;
  RawValues images;
  std::vector<uint8_t> applied;
  DType dtype;

  WhitenTest(size_t features, int64_t rank, int64_t images_count, DType type)
      : numbers(RandomWhitening(features, rank, 3)),
        whitening(numbers.Make()),
        count(images_count),
        images(RandomImages(features * static_cast<size_t>(images_count), type, 5)),
        dtype(type) {
    for (int64_t i = 0; i < count; ++i) applied.push_back(i % 3 != 1);
  }

  CudaWhitening Batch(uint8_t* output, DType stored, uint64_t chunk_images, bool coins) {
    CudaWhitening batch;
    batch.whitening = whitening;
    batch.input = {images.data(), dtype, count, coins ? applied.data() : nullptr};
    batch.output = output;
    batch.output_dtype = stored;
    batch.chunk_bytes = chunk_images * numbers.features * sizeof(float);
    batch.count = count;
    return batch;
  }

  std::vector<uint8_t> OnCpu(DType stored, bool coins) {
    const std::vector<float> floats =
        Apply(*whitening, {images.data(), dtype, count, coins ? applied.data() : nullptr});
    std::vector<uint8_t> bytes(floats.size() * SizeOf(stored));
    Kernels().store_row(floats.data(), floats.size(), stored, bytes.data());
    return bytes;
  }
};

void CheckWhitens(Driver* driver, WhitenTest* test, DType stored, uint64_t chunk_images,
                  bool coins) {
  const std::vector<uint8_t> expected = test->OnCpu(stored, coins);
  // At an odd address, as slices of a batch may be.
  std::vector<uint8_t> found(expected.size() + 1, 0x5A);
  const Status status =
      cuda::RunWhitening(driver, test->Batch(found.data() + 1, stored, chunk_images, coins));
  CHECK_EQ(status.message(), std::string());
  found.erase(found.begin());
  if (!CHECK(found == expected)) {
    std::cout << "  " << test->numbers.features << " features, rank " << test->numbers.rank << ", "
              << test->count << " images\n";
  }
}

TEST(CudaWhitensWithTheBitsOfTheCpu) {
  // Beyond one block of the sums (384), one panel (48) and one tile of rows (64).
  for (const size_t features : {1u, 47u, 48u, 100u, 384u, 401u, 800u}) {
    for (const int64_t rank : {-1, 0, 1, 50, 390}) {
      if (rank > static_cast<int64_t>(features)) continue;
      WhitenTest test(features, rank, 5, DType::kUint8);
      CheckWhitens(TheDriver(), &test, DType::kFloat32, 2, true);
      CheckWhitens(TheDriver(), &test, DType::kFloat32, 100, false);
    }
  }
  WhitenTest many(75, -1, 130, DType::kFloat32);
  CheckWhitens(TheDriver(), &many, DType::kFloat32, 1000, false);
}

TEST(CudaWhitensEveryDtype) {
  for (const DType dtype : kDTypes) {
    for (const int64_t rank : {-1, 20}) {
      WhitenTest test(90, rank, 7, dtype);
      for (const DType stored : kDTypes) CheckWhitens(TheDriver(), &test, stored, 3, true);
    }
  }
}

TEST(CudaKeepsTheNumbersOfTheLastWhitening) {
  // An upload each for mean, matrix and images; then for images alone.
  TestDriver driver("upload:1@4");
  WhitenTest test(60, -1, 4, DType::kUint8), other(60, -1, 4, DType::kUint8);
  for (float& value : other.numbers.rows) value *= 2;
  other.whitening = other.numbers.Make();
  CheckWhitens(driver.get(), &test, DType::kFloat32, 100, false);
  std::vector<uint8_t> found(60 * 4 * sizeof(float));
  CudaWhitening batch = test.Batch(found.data(), DType::kFloat32, 100, false);
  CHECK_EQ(cuda::RunWhitening(driver.get(), batch).code(), std::string("E_CUDA_FAILED"));
  CheckWhitens(driver.get(), &test, DType::kFloat32, 100, false);
  CheckWhitens(driver.get(), &other, DType::kFloat32, 100, false);
  CheckWhitens(driver.get(), &test, DType::kFloat32, 100, false);
  driver->whitening()->Release(&driver->calls());
}

TEST(CudaWhiteningsFailAsPassesDo) {
  WhitenTest test(60, 20, 6, DType::kUint8);
  const auto run = [&](const std::string& fault, const char* code, bool stays_on) {
    TestDriver driver(fault.c_str());
    std::vector<uint8_t> found(60 * 6 * sizeof(float));
    CudaWhitening batch = test.Batch(found.data(), DType::kFloat32, 2, false);
    CHECK_EQ(cuda::RunWhitening(driver.get(), batch).code(), std::string(code));
    CHECK_EQ(driver->available(), stays_on);
    if (*code == 0) CHECK(found == test.OnCpu(DType::kFloat32, false));
    driver->whitening()->Release(&driver->calls());
  };
  for (const char* call : {"wait", "upload", "download", "product", "allocate", "pinned"}) {
    for (const char* nth : {"@1", "@2", "@3"}) {
      run(std::string(call) + ":719" + nth, "E_CUDA_FAILED", false);
      run(std::string(call) + ":1" + nth, "E_CUDA_FAILED", true);
    }
    run(std::string(call) + ":2", "E_CUDA_MEMORY", true);
  }
  run("product:2@2", "", true);
  run("download:2@3", "", true);
  run("nodriver", "E_CUDA_MISSING", false);
}

}  // namespace
}  // namespace imagepipeline::test
