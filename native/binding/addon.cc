// Entry of the addon: what JavaScript can call, once per environment.
#include <napi.h>

#include <memory>
#include <string>
#include <utility>

#include "binding/block_wrap.h"
#include "binding/convert.h"
#include "binding/copy_pixels.h"
#include "binding/env_state.h"
#include "binding/feature_moments_wrap.h"
#include "binding/file_job.h"
#include "binding/mix_job.h"
#include "binding/plan_wrap.h"
#include "binding/promise_worker.h"
#include "binding/tensor_bridge.h"
#include "binding/whiten_job.h"
#include "binding/whitening_wrap.h"
#include "binding/whole_call.h"
#include "cuda/driver.h"
#include "cuda/solver_library.h"
#include "kernels/kernel_table.h"
#include "runtime/huge_pages.h"
#include "runtime/pool.h"

namespace imagepipeline {
namespace {

Napi::Value Version(const Napi::CallbackInfo& info) {
  return Napi::String::New(info.Env(), "0.1.0");
}

// simd(): { target, supported }
Napi::Value Simd(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array supported = Napi::Array::New(env);
  for (const std::string& name : SupportedTargets())
    supported.Set(supported.Length(), Napi::String::New(env, name));
  Napi::Object result = Napi::Object::New(env);
  result.Set("target", Napi::String::New(env, Kernels().target));
  result.Set("supported", supported);
  return result;
}

// forceTarget(name): false when this CPU lacks it.
Napi::Value ForceTargetCall(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), ForceTarget(info[0].As<Napi::String>().Utf8Value()));
}

// memory(): { inUseBytes, inUseBlocks, idleBytes, borrowedTensors }
Napi::Value Memory(const Napi::CallbackInfo& info) {
  PoolStats stats = GetPoolStats();
  const cuda::PinnedStats pinned = cuda::Driver::Get().pinned().Stats();
  stats.in_use_bytes += pinned.in_use_bytes;
  stats.in_use_blocks += pinned.in_use_blocks;
  stats.idle_bytes += pinned.idle_bytes;
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("inUseBytes", static_cast<double>(stats.in_use_bytes));
  result.Set("inUseBlocks", static_cast<double>(stats.in_use_blocks));
  result.Set("idleBytes", static_cast<double>(stats.idle_bytes));
  result.Set("borrowedTensors", static_cast<double>(BorrowedTensor::Count()));
  return result;
}

// cuda(path): { available, reason, name, memoryBytes, compute, driver, runtime, solverPath,
// solverReason }; loads the library when nobody has, and cuSOLVER where there is a GPU.
Napi::Value Cuda(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  cuda::Driver& driver = cuda::Driver::Get();
  driver.Load(info[0].As<Napi::String>().Utf8Value());
  const cuda::DeviceInfo device = driver.info();
  const auto version = [](int number) {
    return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10);
  };
  Napi::Object result = Napi::Object::New(env);
  result.Set("available", driver.available());
  result.Set("reason", driver.reason());
  result.Set("name", std::string(device.name));
  result.Set("memoryBytes", static_cast<double>(device.memory_bytes));
  result.Set("compute",
             std::to_string(device.compute_major) + "." + std::to_string(device.compute_minor));
  result.Set("driver", version(device.driver_version));
  result.Set("runtime", version(device.runtime_version));
  if (driver.available()) {
    const cuda::SolverLibrary& solver = cuda::SolverLibrary::Get();
    result.Set("solverPath", solver.path);
    result.Set("solverReason", solver.reason);
  }
  return result;
}

void Trim(const Napi::CallbackInfo& info) {
  const auto keep_bytes = static_cast<size_t>(info[0].As<Napi::Number>().Int64Value());
  TrimPool(keep_bytes);
  cuda::Driver::Get().pinned().Trim(keep_bytes);
}

// addressModulo(typedArray | ArrayBuffer, modulus): where its memory lies, so that JavaScript can
// make aligned views.
Napi::Value AddressModulo(const Napi::CallbackInfo& info) {
  const auto address = reinterpret_cast<uintptr_t>(
      info[0].IsArrayBuffer() ? info[0].As<Napi::ArrayBuffer>().Data() : BytesOf(info[0]).data);
  return Napi::Number::New(info.Env(),
                           static_cast<double>(address % info[1].As<Napi::Number>().Uint32Value()));
}

// preferHugePages(typedArray): for memory that nobody has touched yet.
void PreferHugePages(const Napi::CallbackInfo& info) {
  const ByteSpan bytes = BytesOf(info[0]);
  AdviseHugePages(bytes.data, bytes.size);
}

// addressOf(typedArray | Block): where its memory starts.
Napi::Value AddressOf(const Napi::CallbackInfo& info) {
  std::shared_ptr<BlockMemory> keep;
  const auto address = reinterpret_cast<uintptr_t>(ReadableBytes(info[0], &keep).data);
  return Napi::BigInt::New(info.Env(), static_cast<uint64_t>(address));
}

Napi::Value DecodedImage(Napi::Env env, FileJob& job) {
  if (!job.is_jpeg) return env.Null();
  Napi::Object result = Napi::Object::New(env);
  const auto size = static_cast<size_t>(job.pixel_shape.ValueCount());
  result.Set("block",
             BlockWrap::Wrap(env, std::make_shared<BlockMemory>(std::move(job.pixels), size)));
  result.Set("shape", ToArray(env, job.pixel_shape));
  return result;
}

// decodeSync(job): { block, shape } | null, null when the bytes are not a JPEG.
Napi::Value DecodeSync(const Napi::CallbackInfo& info) {
  FileJob job = FileJob::From(info[0].As<Napi::Object>());
  RunJobSync(info.Env(), job);
  return DecodedImage(info.Env(), job);
}

// decode(job): Promise<{ block, shape } | null>, null when the bytes are not a JPEG.
Napi::Value Decode(const Napi::CallbackInfo& info) {
  const Napi::Object object = info[0].As<Napi::Object>();
  auto job = std::make_shared<FileJob>(FileJob::From(object));
  return PromiseWorker::Start(
      info.Env(), object, [job] { return job->Run(); },
      [job](Napi::Env env) { return DecodedImage(env, *job); });
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  auto state = std::make_unique<EnvState>();
  const Napi::Function block = BlockWrap::Define(env);
  state->block_constructor = Napi::Persistent(block);
  const Napi::Function whitening = WhiteningWrap::Define(env);
  state->whitening_constructor = Napi::Persistent(whitening);
  const Napi::Function moments = FeatureMomentsWrap::Define(env);
  state->moments_constructor = Napi::Persistent(moments);
  env.SetInstanceData(state.release());
  exports.Set("Block", block);
  exports.Set("Whitening", whitening);
  exports.Set("FeatureMoments", moments);
  exports.Set("Plan", PlanWrap::Define(env));
  exports.Set("version", Napi::Function::New<Version>(env, "version"));
  exports.Set("simd", Napi::Function::New<Simd>(env, "simd"));
  exports.Set("forceTarget", Napi::Function::New<ForceTargetCall>(env, "forceTarget"));
  exports.Set("memory", Napi::Function::New<Memory>(env, "memory"));
  exports.Set("cuda", Napi::Function::New<Cuda>(env, "cuda"));
  exports.Set("lapack", Napi::Function::New<LapackCall>(env, "lapack"));
  exports.Set("trim", Napi::Function::New<Trim>(env, "trim"));
  exports.Set("addressModulo", Napi::Function::New<AddressModulo>(env, "addressModulo"));
  exports.Set("preferHugePages", Napi::Function::New<PreferHugePages>(env, "preferHugePages"));
  exports.Set("addressOf", Napi::Function::New<AddressOf>(env, "addressOf"));
  exports.Set("copyPixels", Napi::Function::New<CopyPixels>(env, "copyPixels"));
  exports.Set("registerTensorOps", Napi::Function::New<RegisterTensorOps>(env));
  exports.Set("exportTensor", Napi::Function::New<ExportTensor>(env, "exportTensor"));
  exports.Set("importTensor", Napi::Function::New<ImportTensor>(env, "importTensor"));
  exports.Set("decodeSync", Napi::Function::New<DecodeSync>(env, "decodeSync"));
  exports.Set("decode", Napi::Function::New<Decode>(env, "decode"));
  exports.Set("mixSync", Napi::Function::New<MixSync>(env, "mixSync"));
  exports.Set("mix", Napi::Function::New<Mix>(env, "mix"));
  exports.Set("whitenSync", Napi::Function::New<WhitenSync>(env, "whitenSync"));
  exports.Set("runWhole", Napi::Function::New<RunWhole>(env, "runWhole"));
  exports.Set("whiten", Napi::Function::New<Whiten>(env, "whiten"));
  return exports;
}

}  // namespace
}  // namespace imagepipeline

static Napi::Object InitAddon(Napi::Env env, Napi::Object exports) {
  return imagepipeline::Init(env, exports);
}

NODE_API_MODULE(imagepipeline, InitAddon)
