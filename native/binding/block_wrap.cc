#include "binding/block_wrap.h"

#include <cstring>
#include <string>
#include <utility>

#include "binding/env_state.h"
#include "cuda/driver.h"

namespace imagepipeline {
namespace {

constexpr napi_type_tag kBlockTag = {0x6a1d2c9be01f4f57, 0x9c5e8f3b7a60d142};

std::shared_ptr<BlockMemory> Allocate(Napi::Env env, size_t size, bool pinned) {
  if (pinned) {
    cuda::PinnedBlock block = cuda::Driver::Get().AllocatePinned(size);
    if (block) return std::make_shared<BlockMemory>(std::move(block), size);
  }
  PoolBlock block = PoolBlock::Allocate(size);
  if (!block) {
    throw MakeError(env, Status("E_ALLOC", "no memory for " + std::to_string(size) + " bytes"));
  }
  return std::make_shared<BlockMemory>(std::move(block), size);
}

}  // namespace

Napi::Function BlockWrap::Define(Napi::Env env) {
  return DefineClass(
      env, "Block",
      {InstanceAccessor<&BlockWrap::ByteLength>("byteLength"),
       InstanceMethod<&BlockWrap::View>("view"), InstanceMethod<&BlockWrap::Release>("release")});
}

BlockWrap::BlockWrap(const Napi::CallbackInfo& info) : Napi::ObjectWrap<BlockWrap>(info) {
  info.This().As<Napi::Object>().TypeTag(&kBlockTag);
  if (info.Length() == 0) return;
  const bool pinned = info.Length() > 1 && info[1].ToBoolean().Value();
  if (info[0].IsNumber()) {
    size_ = static_cast<size_t>(info[0].As<Napi::Number>().Int64Value());
    memory_ = Allocate(info.Env(), size_, pinned);
    return;
  }
  const ByteSpan bytes = BytesOf(info[0]);
  memory_ = Allocate(info.Env(), bytes.size, pinned);
  if (bytes.size > 0) std::memcpy(memory_->data, bytes.data, bytes.size);
  size_ = bytes.size;
}

Napi::Object BlockWrap::Wrap(Napi::Env env, std::shared_ptr<BlockMemory> memory) {
  const Napi::Object object = GetEnvState(env).block_constructor.New({});
  BlockWrap* wrap = Unwrap(object);
  wrap->size_ = memory->size;
  wrap->memory_ = std::move(memory);
  return object;
}

BlockWrap* BlockWrap::From(const Napi::Value& value) {
  if (!value.IsObject() || !value.As<Napi::Object>().CheckTypeTag(&kBlockTag)) return nullptr;
  return Unwrap(value.As<Napi::Object>());
}

std::shared_ptr<BlockMemory> BlockWrap::TakeWhole() {
  if (memory_ == nullptr || memory_.use_count() != 1 || size_ != memory_->size) return nullptr;
  size_ = 0;
  return std::exchange(memory_, nullptr);
}

Napi::Value BlockWrap::ByteLength(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(size_));
}

// view(byteOffset, byteLength): a Block on a part of this one, which has to be released like it.
Napi::Value BlockWrap::View(const Napi::CallbackInfo& info) {
  const auto offset = static_cast<uint64_t>(info[0].As<Napi::Number>().Int64Value());
  const auto size = static_cast<uint64_t>(info[1].As<Napi::Number>().Int64Value());
  if (!memory_ || offset > size_ || size > size_ - offset) {
    throw MakeError(info.Env(), Status("E_BOUNDS", "native: the block is released or too small"));
  }
  const Napi::Object object = Wrap(info.Env(), memory_);
  BlockWrap* view = Unwrap(object);
  view->offset_ = offset_ + offset;
  view->size_ = size;
  return object;
}

void BlockWrap::Release(const Napi::CallbackInfo& /*info*/) {
  memory_.reset();
  size_ = 0;
}

ByteSpan ReadableBytes(const Napi::Value& source, std::shared_ptr<BlockMemory>* keep) {
  BlockWrap* block = BlockWrap::From(source);
  if (block == nullptr) return BytesOf(source);
  *keep = block->memory();
  return block->bytes();
}

ByteSpan WritableBytes(const Napi::Value& target, std::shared_ptr<BlockMemory>* keep) {
  const ByteSpan bytes = ReadableBytes(target, keep);
  if (*keep && !(*keep)->writable()) {
    throw MakeError(target.Env(), Status("E_BOUNDS", "native: a tensor must not be written to"));
  }
  return bytes;
}

}  // namespace imagepipeline
