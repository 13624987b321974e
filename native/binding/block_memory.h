// The memory behind a Block: of the pool, pinned for the GPU, or a tensor of TensorFlow's. Shared
// by Block objects, views on them and running work, the last owner being on the JavaScript thread;
// or owned by the tensor that it became, which TensorFlow may end on any thread.
#ifndef IMAGEPIPELINE_BINDING_BLOCK_MEMORY_H_
#define IMAGEPIPELINE_BINDING_BLOCK_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "cuda/pinned_pool.h"
#include "runtime/pool.h"
#include "tensorflow/borrowed_tensor.h"

namespace imagepipeline {

struct BlockMemory {
  BlockMemory(PoolBlock block, size_t used_size)
      : pool(std::move(block)), data(static_cast<uint8_t*>(pool.data())), size(used_size) {}
  BlockMemory(cuda::PinnedBlock block, size_t used_size)
      : pinned(std::move(block)), data(static_cast<uint8_t*>(pinned.data())), size(used_size) {}
  explicit BlockMemory(std::unique_ptr<const BorrowedTensor> borrowed)
      : tensor(std::move(borrowed)), data(tensor->data()), size(tensor->size()) {}

  // Tensors are shared with TensorFlow and never written to.
  bool writable() const { return pool || pinned; }

  // Gives a tensor back although somebody still holds this; there is nothing left to read.
  void ReturnTensor() {
    tensor.reset();
    data = nullptr;
    size = 0;
  }

  PoolBlock pool;
  cuda::PinnedBlock pinned;
  std::unique_ptr<const BorrowedTensor> tensor;
  uint8_t* data;
  size_t size;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_BLOCK_MEMORY_H_
