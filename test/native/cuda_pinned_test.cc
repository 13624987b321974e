// Pinned blocks: reused, bounded, without memory, and as what batches read and write.
#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include "cuda_support.h"

namespace imagepipeline::test {
namespace {

using cuda::PinnedBlock;
using cuda::PinnedPool;

constexpr uint64_t kMiB = uint64_t{1} << 20;

TEST(PinnedBlocksAreHandedOutAgain) {
  TestDriver driver;
  void* first = nullptr;
  {
    const PinnedBlock block = driver->AllocatePinned(kMiB + 1);
    if (!CHECK(static_cast<bool>(block))) return;
    first = block.data();
    CHECK_EQ(reinterpret_cast<uintptr_t>(first) % 64, uintptr_t{0});
    std::memset(first, 7, kMiB + 1);
    CHECK_EQ(driver->pinned().Stats().in_use_blocks, uint64_t{1});
    CHECK_EQ(driver->pinned().Stats().idle_bytes, uint64_t{0});
  }
  CHECK_EQ(driver->pinned().Stats().in_use_blocks, uint64_t{0});
  CHECK_EQ(driver->pinned().Stats().idle_bytes, kMiB + 4096);
  // Somewhat smaller fits, much smaller and larger does not.
  PinnedBlock again = driver->AllocatePinned(kMiB * 9 / 10);
  CHECK(again.data() == first);
  const PinnedBlock other = driver->AllocatePinned(kMiB);
  CHECK(other && other.data() != first);
  again = PinnedBlock();
  const PinnedBlock small = driver->AllocatePinned(kMiB / 2);
  CHECK(small && small.data() != first);
  driver->pinned().Trim(0);
  CHECK_EQ(driver->pinned().Stats().idle_bytes, uint64_t{0});
  CHECK(!driver->AllocatePinned(0));
}

TEST(PinnedBlocksAreBounded) {
  TestDriver driver;
  CHECK(!driver->AllocatePinned(PinnedPool::kMostBytes + 1));
  std::vector<PinnedBlock> blocks;
  for (int i = 0; i < 1000; ++i) {
    PinnedBlock block = driver->AllocatePinned(4096);
    if (!block) break;
    blocks.push_back(std::move(block));
  }
  CHECK_EQ(blocks.size(), size_t{128});
  // A block that comes back is one that may go out again, of another size too.
  blocks.pop_back();
  CHECK(static_cast<bool>(driver->AllocatePinned(8192)));
  blocks.clear();
  const uint64_t large = PinnedPool::kMostBytes / 2;
  PinnedBlock one = driver->AllocatePinned(large), two = driver->AllocatePinned(large);
  CHECK(one && two && !driver->AllocatePinned(4096));
  two = PinnedBlock();
  // What is idle makes room.
  CHECK(static_cast<bool>(driver->AllocatePinned(4096)));
  CHECK(driver->pinned().Stats().in_use_bytes <= PinnedPool::kMostBytes);
}

TEST(PinnedMemoryMayBeMissing) {
  TestDriver driver("pinned:2@1,pinned:1@2");
  CHECK(!driver->AllocatePinned(4096));
  CHECK(!driver->AllocatePinned(4096));
  CHECK_EQ(driver->pinned().Stats().in_use_bytes, uint64_t{0});
  CHECK(driver->available());
  CHECK(static_cast<bool>(driver->AllocatePinned(4096)));
  TestDriver none("nodevice");
  CHECK(!none->AllocatePinned(4096));
  Driver missing;
  CHECK(!missing.AllocatePinned(4096));
}

TEST(PinnedBlocksOutliveADeviceThatIsLost) {
  TestDriver driver("pinned:719@2");
  PinnedBlock kept = driver->AllocatePinned(4096);
  if (!CHECK(static_cast<bool>(kept))) return;
  std::memset(kept.data(), 3, 4096);
  CHECK(!driver->AllocatePinned(kMiB));
  CHECK(!driver->available());
  CHECK_EQ(static_cast<int>(static_cast<uint8_t*>(kept.data())[4095]), 3);
  kept = PinnedBlock();
  CHECK_EQ(driver->pinned().Stats().idle_bytes, uint64_t{0});
  CHECK(!driver->AllocatePinned(4096));
}

TEST(PinnedBlocksAreKnownByTheirAddress) {
  TestDriver driver;
  PinnedBlock block = driver->AllocatePinned(4096);
  if (!CHECK(static_cast<bool>(block))) return;
  const auto* data = static_cast<const uint8_t*>(block.data());
  PinnedPool& pool = driver->pinned();
  CHECK(pool.Holds(data, 4096) && pool.Holds(data + 4095, 1) && pool.Holds(data + 100, 200));
  CHECK(!pool.Holds(data, 4097) && !pool.Holds(data - 1, 2) && !pool.Holds(data + 4095, 2));
  block = PinnedBlock();
  CHECK(!pool.Holds(data, 4096));
}

TEST(PinnedBlocksGoToManyThreads) {
  TestDriver driver;
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        const uint64_t bytes = 4096 * static_cast<uint64_t>(1 + (i * 7 + t) % 9);
        const PinnedBlock block = driver->AllocatePinned(bytes);
        if (!block) continue;
        std::memset(block.data(), t, bytes);
        std::this_thread::yield();
        const auto* data = static_cast<const uint8_t*>(block.data());
        if (data[0] != t || data[bytes - 1] != t) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_EQ(wrong.load(), 0);
  CHECK_EQ(driver->pinned().Stats().in_use_blocks, uint64_t{0});
}

// A batch whose input, output, both or neither is pinned.
class PinnedBatch {
 public:
  PinnedBatch()
      : plan_(MakePlan({RotationSpec(.4, "reflect"), RescaleSpec(1.0 / 255, 0)})),
        test_(*plan_, Noise({24, 20, 3}, DType::kUint8, 3), 10, 1),
        expected_(RunOnCpu(*plan_, test_)) {}

  uint64_t InputBytes() const { return test_.input.bytes.size(); }
  uint64_t OutputBytes() const { return expected_.bytes.size(); }

  // With `input` and `output` where they are blocks.
  Status Run(Driver* driver, const PinnedBlock& input, const PinnedBlock& output) const {
    TestImage found = test_.Output();
    CudaBatch batch = BatchOf(*plan_, test_, &found);
    batch.chunk_bytes = 2 * 24 * 20 * 3 * sizeof(float);
    if (input) {
      std::memcpy(input.data(), batch.input, InputBytes());
      batch.input = static_cast<const uint8_t*>(input.data());
    }
    if (output) batch.output = static_cast<uint8_t*>(output.data());
    Status status = cuda::RunBatch(driver, batch);
    if (status.ok()) CHECK(std::memcmp(batch.output, expected_.bytes.data(), OutputBytes()) == 0);
    return status;
  }

 private:
  std::unique_ptr<Plan> plan_;
  TestBatch test_;
  TestImage expected_;
};

TEST(CudaBatchesReadAndWritePinnedBlocksThemselves) {
  const PinnedBatch batch;
  for (const bool pins_input : {false, true}) {
    for (const bool pins_output : {false, true}) {
      TestDriver driver;
      PinnedBlock input, output;
      if (pins_input) input = driver->AllocatePinned(batch.InputBytes());
      if (pins_output) output = driver->AllocatePinned(batch.OutputBytes());
      CHECK_EQ(batch.Run(driver.get(), input, output).message(), std::string());
      // The self-test used the first lane.
      for (int lane = 1; lane < cuda::kLaneCount; ++lane) {
        CHECK_EQ(driver->lanes()[lane].input_host.size() == 0, pins_input);
        CHECK_EQ(driver->lanes()[lane].output_host.size() == 0, pins_output);
      }
    }
  }
}

TEST(CudaErrorsLeavePinnedBlocksToTheirOwners) {
  const PinnedBatch batch;
  for (const char* call : {"wait", "allocate", "upload", "download", "points"}) {
    for (const int code : {1, cuda::kLaunchFailureCode}) {
      ForEachCall(call, code, [&](const std::string& fault) {
        TestDriver driver(fault.c_str());
        const PinnedBlock input = driver->AllocatePinned(batch.InputBytes());
        const PinnedBlock output = driver->AllocatePinned(batch.OutputBytes());
        const Status status = batch.Run(driver.get(), input, output);
        // Nobody else writes there any more; the shim would, late.
        std::memset(output.data(), 1, batch.OutputBytes());
        return !status.ok();
      });
    }
    // Short of memory: smaller chunks, and the CPU's pixels.
    TestDriver driver((std::string(call) + ":2@2").c_str());
    const PinnedBlock input = driver->AllocatePinned(batch.InputBytes());
    const PinnedBlock output = driver->AllocatePinned(batch.OutputBytes());
    CHECK_EQ(batch.Run(driver.get(), input, output).message(), std::string());
  }
}

}  // namespace
}  // namespace imagepipeline::test
