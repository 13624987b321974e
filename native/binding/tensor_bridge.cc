#include "binding/tensor_bridge.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "binding/block_wrap.h"
#include "binding/convert.h"
#include "binding/env_state.h"
#include "tensorflow/ops.h"

namespace imagepipeline {
namespace {

struct TypePair {
  DType dtype;
  int tf;
};
constexpr TypePair kTypes[] = {{DType::kUint8, kTfUint8},
                               {DType::kUint16, kTfUint16},
                               {DType::kInt32, kTfInt32},
                               {DType::kFloat32, kTfFloat}};

int TfTypeOf(DType dtype) {
  for (const TypePair& pair : kTypes) {
    if (pair.dtype == dtype) return pair.tf;
  }
  return 0;
}

int DTypeCodeOf(int tf) {
  for (const TypePair& pair : kTypes) {
    if (pair.tf == tf) return static_cast<int>(pair.dtype);
  }
  return -1;
}

const TfImage& ImageOf(const Napi::Value& external) {
  return *external.As<Napi::External<TfImage>>().Data();
}

// TensorFlow may call this on any thread, also when this environment is long gone.
void ReturnToPool(void* /*data*/, size_t /*size*/, void* arg) {
  delete static_cast<std::shared_ptr<BlockMemory>*>(arg);
}

// The byte count of `dims`, or false when it does not fit 64 bits.
bool ByteCountOf(const std::vector<int64_t>& dims, DType dtype, uint64_t* bytes) {
  *bytes = SizeOf(dtype);
  for (const int64_t size : dims) {
    if (size < 0 || __builtin_mul_overflow(*bytes, static_cast<uint64_t>(size), bytes))
      return false;
  }
  return true;
}

// When an environment ends, no work is under way any more, but JavaScript could not release what it
// held. Hooks run latest first: this one, added after tfjs-node was loaded, comes before the end of
// tfjs-node, whose typed arrays the tensors may be.
void ReturnBorrowed(EnvState* state) {
  for (const std::weak_ptr<BlockMemory>& memory : state->borrowed) {
    if (const std::shared_ptr<BlockMemory> alive = memory.lock()) alive->ReturnTensor();
  }
  state->borrowed.clear();
}

std::shared_ptr<BlockMemory> Borrow(Napi::Env env, const TfApi& api, TF_Tensor* tensor) {
  EnvState& state = GetEnvState(env);
  if (!state.returns_borrowed) {
    env.AddCleanupHook(ReturnBorrowed, &state);
    state.returns_borrowed = true;
  }
  std::erase_if(state.borrowed, [](const auto& memory) { return memory.expired(); });
  auto memory = std::make_shared<BlockMemory>(std::make_unique<const BorrowedTensor>(api, tensor));
  state.borrowed.push_back(memory);
  return memory;
}

std::vector<int64_t> DimsOf(const Napi::Array& array) {
  std::vector<int64_t> dims(array.Length());
  for (size_t i = 0; i < dims.size(); ++i) {
    dims[i] = array.Get(static_cast<uint32_t>(i)).As<Napi::Number>().Int64Value();
  }
  return dims;
}

}  // namespace

Napi::Value RegisterTensorOps(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  std::string reason;
  TfImage* image = RegisterOps(info[0].As<Napi::String>().Utf8Value(), &reason);
  Napi::Object result = Napi::Object::New(env);
  if (image == nullptr) {
    result.Set("reason", reason);
    return result;
  }
  result.Set("handle", Napi::External<TfImage>::New(env, image));
  result.Set("exportOp", image->export_op);
  result.Set("importOp", image->import_op);
  result.Set("version", image->api.Version());
  result.Set("alignment", static_cast<double>(image->alignment));
  return result;
}

Napi::Value ExportTensor(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const TfImage& image = ImageOf(info[0]);
  TfFrame frame(image, nullptr);
  info[1].As<Napi::Function>().Call(0, nullptr);
  TF_Tensor* tensor = frame.TakeExported();
  if (tensor == nullptr) {
    throw MakeError(env, Status("E_NATIVE", "native: TensorFlow has not run the Export op"));
  }
  const std::shared_ptr<BlockMemory> memory = Borrow(env, image.api, tensor);
  Napi::Object result = Napi::Object::New(env);
  result.Set("dtype", DTypeCodeOf(memory->tensor->type()));
  result.Set("block", BlockWrap::Wrap(env, memory));
  return result;
}

Napi::Value ImportTensor(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const TfImage& image = ImageOf(info[0]);
  BlockWrap* block = BlockWrap::From(info[1]);
  const std::vector<int64_t> dims = DimsOf(info[2].As<Napi::Array>());
  const DType dtype = DTypeOf(info[3]);
  const std::shared_ptr<BlockMemory> memory = block == nullptr ? nullptr : block->TakeWhole();
  uint64_t bytes = 0;
  if (!memory || !memory->writable() || !ByteCountOf(dims, dtype, &bytes) ||
      bytes != memory->size) {
    throw MakeError(env, Status("E_BOUNDS", "native: the block is in use or has another size"));
  }
  auto* owner = new std::shared_ptr<BlockMemory>(memory);
  // Takes the block over, also where it fails.
  TF_Tensor* tensor =
      image.api.NewTensor(TfTypeOf(dtype), dims.data(), static_cast<int>(dims.size()), memory->data,
                          bytes, ReturnToPool, owner);
  if (tensor == nullptr) {
    throw MakeError(env, Status("E_NATIVE", "native: TensorFlow refused the block"));
  }
  const TfFrame frame(image, tensor);
  return info[4].As<Napi::Function>().Call(0, nullptr);
}

}  // namespace imagepipeline
