// Reusable memory of one running slice. Grows to the largest need seen, so that a steady stream of
// images allocates nothing.
#ifndef IMAGEPIPELINE_RUNTIME_SCRATCH_H_
#define IMAGEPIPELINE_RUNTIME_SCRATCH_H_

#include <cstddef>

#include "runtime/pool.h"

namespace imagepipeline {

class Scratch {
 public:
  static constexpr int kSlots = 12;

  // At least `bytes`, 64-byte aligned, contents undefined; null when memory is short. Valid until
  // the next call with the same slot.
  void* Get(int slot, size_t bytes) {
    if (blocks_[slot].size() < bytes) {
      blocks_[slot].Release();
      blocks_[slot] = PoolBlock::Allocate(bytes);
    }
    return blocks_[slot].data();
  }

 private:
  PoolBlock blocks_[kSlots];
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_SCRATCH_H_
