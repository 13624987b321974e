#include "binding/block_wrap.h"

#include <cstring>
#include <utility>

#include "binding/convert.h"
#include "binding/env_state.h"

namespace imagepipeline {
namespace {

constexpr napi_type_tag kBlockTag = {0x6a1d2c9be01f4f57, 0x9c5e8f3b7a60d142};

}  // namespace

Napi::Function BlockWrap::Define(Napi::Env env) {
  return DefineClass(env, "Block",
                     {InstanceMethod<&BlockWrap::Release>("release"),
                      InstanceMethod<&BlockWrap::CopyTo>("copyTo")});
}

// new Block(typedArray): a copy of its bytes.
BlockWrap::BlockWrap(const Napi::CallbackInfo& info) : Napi::ObjectWrap<BlockWrap>(info) {
  info.This().As<Napi::Object>().TypeTag(&kBlockTag);
  if (info.Length() == 0) return;
  const ByteSpan bytes = BytesOf(info[0]);
  PoolBlock block = PoolBlock::Allocate(bytes.size);
  if (!block && bytes.size > 0) {
    throw MakeError(info.Env(), Status("E_ALLOC", "no memory for " + std::to_string(bytes.size) +
                                                      " bytes of input"));
  }
  if (bytes.size > 0) std::memcpy(block.data(), bytes.data, bytes.size);
  size_ = bytes.size;
  block_ = std::make_shared<PoolBlock>(std::move(block));
}

Napi::Object BlockWrap::Wrap(Napi::Env env, PoolBlock block, size_t size) {
  const Napi::Object object = GetEnvState(env).block_constructor.New({});
  BlockWrap* wrap = Unwrap(object);
  wrap->block_ = std::make_shared<PoolBlock>(std::move(block));
  wrap->size_ = size;
  return object;
}

BlockWrap* BlockWrap::From(const Napi::Value& value) {
  if (!value.IsObject() || !value.As<Napi::Object>().CheckTypeTag(&kBlockTag)) return nullptr;
  return Unwrap(value.As<Napi::Object>());
}

void BlockWrap::Release(const Napi::CallbackInfo& /*info*/) { block_.reset(); }

// copyTo(typedArray): fills it from the start of the block.
Napi::Value BlockWrap::CopyTo(const Napi::CallbackInfo& info) {
  const ByteSpan target = BytesOf(info[0]);
  if (!block_ || target.size > size_) {
    throw MakeError(info.Env(), Status("E_BOUNDS", "native: the block is released or too small"));
  }
  if (target.size > 0) std::memcpy(target.data, block_->data(), target.size);
  return info.Env().Undefined();
}

}  // namespace imagepipeline
