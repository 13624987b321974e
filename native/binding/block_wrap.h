// Block: native memory that JavaScript can hold, copy from and give back, but not look into. Inputs
// of asynchronous work are copied into one first, because a pool thread must not read memory that
// JavaScript may detach.
#ifndef IMAGEPIPELINE_BINDING_BLOCK_WRAP_H_
#define IMAGEPIPELINE_BINDING_BLOCK_WRAP_H_

#include <napi.h>

#include <memory>

#include "runtime/pool.h"

namespace imagepipeline {

class BlockWrap : public Napi::ObjectWrap<BlockWrap> {
 public:
  static Napi::Function Define(Napi::Env env);
  // A Block object that owns `block`; `size` is the used part.
  static Napi::Object Wrap(Napi::Env env, PoolBlock block, size_t size);
  // The block behind a Block object, or null for any other value.
  static BlockWrap* From(const Napi::Value& value);

  explicit BlockWrap(const Napi::CallbackInfo& info);

  // Shared with running work, so that release() during a run is harmless. Null after release().
  std::shared_ptr<PoolBlock> block() const { return block_; }
  size_t size() const { return size_; }

 private:
  void Release(const Napi::CallbackInfo& info);
  Napi::Value CopyTo(const Napi::CallbackInfo& info);

  std::shared_ptr<PoolBlock> block_;
  size_t size_ = 0;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_BLOCK_WRAP_H_
