#include "runtime/pool.h"

#include <cstring>
#include <thread>

#include "check.h"

namespace imagepipeline::test {
namespace {

TEST(PoolBlocksAreAlignedAndLargeEnough) {
  for (const size_t bytes :
       {size_t{0}, size_t{1}, size_t{4096}, size_t{4097}, size_t{5121}, size_t{1000000}}) {
    PoolBlock block = PoolBlock::Allocate(bytes);
    CHECK(static_cast<bool>(block));
    CHECK(block.size() >= bytes);
    CHECK(bytes < 4096 || block.size() <= bytes + bytes / 4 + 1);
    CHECK_EQ(reinterpret_cast<uintptr_t>(block.data()) % 64, uintptr_t{0});
    std::memset(block.data(), 1, block.size());
  }
}

TEST(PoolBlocksOfLargePagesStartOnOne) {
  constexpr size_t kLarge = size_t{2} << 20;
  for (const size_t bytes : {kLarge, kLarge + 1, size_t{20000000}}) {
    PoolBlock block = PoolBlock::Allocate(bytes);
    CHECK(block.size() >= bytes);
    CHECK_EQ(reinterpret_cast<uintptr_t>(block.data()) % kLarge, uintptr_t{0});
    std::memset(block.data(), 1, block.size());
  }
  TrimPool(0);
}

TEST(PoolHandsTheSameBlockOutAgain) {
  PoolBlock first = PoolBlock::Allocate(123456);
  void* data = first.data();
  first.Release();
  CHECK(first.data() == nullptr);
  const PoolBlock second = PoolBlock::Allocate(123000);
  CHECK(second.data() == data);
}

TEST(PoolCountsBytesAndBlocks) {
  const PoolStats before = GetPoolStats();
  PoolBlock block = PoolBlock::Allocate(8192);
  PoolBlock moved = std::move(block);
  block.Release();
  CHECK_EQ(GetPoolStats().in_use_blocks, before.in_use_blocks + 1);
  CHECK_EQ(GetPoolStats().in_use_bytes, before.in_use_bytes + 8192);
  moved.Release();
  moved.Release();
  CHECK_EQ(GetPoolStats().in_use_blocks, before.in_use_blocks);
  CHECK(GetPoolStats().idle_bytes >= 8192);
  TrimPool(0);
  CHECK_EQ(GetPoolStats().idle_bytes, uint64_t{0});
}

TEST(PoolRefusesWhatNoMachineHas) {
  CHECK(!PoolBlock::Allocate(SIZE_MAX));
  CHECK(!PoolBlock::Allocate(size_t{1} << 50));
}

TEST(PoolIsThreadSafe) {
  const PoolStats before = GetPoolStats();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 2000; ++i) {
        const PoolBlock block = PoolBlock::Allocate(static_cast<size_t>(4096 * (1 + (i + t) % 5)));
        static_cast<int*>(block.data())[0] = t;
        CHECK_EQ(static_cast<int*>(block.data())[0], t);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_EQ(GetPoolStats().in_use_blocks, before.in_use_blocks);
}

}  // namespace
}  // namespace imagepipeline::test
