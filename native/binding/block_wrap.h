// Block: native memory that JavaScript can hold, copy from and give back, but not look into.
// Inputs of asynchronous work are copied into one first, because a pool thread must not read memory
// that JavaScript may detach; tensors come in and go out as Blocks.
#ifndef IMAGEPIPELINE_BINDING_BLOCK_WRAP_H_
#define IMAGEPIPELINE_BINDING_BLOCK_WRAP_H_

#include <napi.h>

#include <memory>

#include "binding/block_memory.h"
#include "binding/convert.h"

namespace imagepipeline {

class BlockWrap : public Napi::ObjectWrap<BlockWrap> {
 public:
  static Napi::Function Define(Napi::Env env);
  // A Block object on the whole of `memory`.
  static Napi::Object Wrap(Napi::Env env, std::shared_ptr<BlockMemory> memory);
  // The block behind a Block object, or null for any other value.
  static BlockWrap* From(const Napi::Value& value);

  // new Block(typedArray, pinned): a copy of its bytes. new Block(byteCount, pinned): memory of any
  // contents. With `pinned` the GPU's own, if there is one already and it has room.
  explicit BlockWrap(const Napi::CallbackInfo& info);

  // Shared with running work, so that release() during a run is harmless. Null after release().
  std::shared_ptr<BlockMemory> memory() const { return memory_; }
  ByteSpan bytes() const {
    return memory_ && memory_->data ? ByteSpan{memory_->data + offset_, size_} : ByteSpan();
  }
  // The memory, if nobody else uses it and all of it is this Block's; then the Block is released.
  std::shared_ptr<BlockMemory> TakeWhole();

 private:
  Napi::Value ByteLength(const Napi::CallbackInfo& info);
  Napi::Value View(const Napi::CallbackInfo& info);
  void Release(const Napi::CallbackInfo& info);

  std::shared_ptr<BlockMemory> memory_;
  size_t offset_ = 0;
  size_t size_ = 0;
};

// The bytes that a job reads or writes: a typed array's, or a Block's, which `keep` then holds.
ByteSpan ReadableBytes(const Napi::Value& source, std::shared_ptr<BlockMemory>* keep);
// Throws E_BOUNDS for a Block that must not be written to.
ByteSpan WritableBytes(const Napi::Value& target, std::shared_ptr<BlockMemory>* keep);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_BLOCK_WRAP_H_
