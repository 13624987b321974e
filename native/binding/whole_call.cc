#include "binding/whole_call.h"

#include <utility>

#include "binding/slice_job.h"
#include "runtime/executor.h"

namespace imagepipeline {

namespace {

Shape ShapeAt(const double* fields) {
  return {static_cast<int64_t>(fields[0]), static_cast<int64_t>(fields[1]),
          static_cast<int64_t>(fields[2])};
}

// `count` images of `shape` are `bytes` bytes; each of them is `each`.
bool AreBytes(const Shape& shape, DType dtype, int64_t count, size_t bytes, uint64_t* each) {
  uint64_t all = 0;
  return ByteCount(shape, dtype, each) && count >= 0 &&
         !__builtin_mul_overflow(*each, static_cast<uint64_t>(count), &all) && all <= bytes;
}

CallKey KeyOf(const double* fields) {
  CallKey call;
  call.key.seed = static_cast<uint64_t>(fields[kCallSeed]);
  call.supersede_seeds = fields[kCallSupersedes] != 0;
  call.key.epoch = static_cast<uint32_t>(fields[kCallEpoch]);
  call.key.index = static_cast<uint64_t>(fields[kCallFirstIndex]);
  call.batch_index = call.key.index;
  return call;
}

size_t ValueBytes(napi_typedarray_type type) {
  switch (type) {
    case napi_float32_array:
    case napi_int32_array:
      return 4;
    case napi_uint16_array:
      return 2;
    case napi_uint8_array:
    case napi_uint8_clamped_array:
      return 1;
    default:
      return 0;  // no pixels
  }
}

// An array as one question to JavaScript finds it, which BytesOf() asks several of.
struct ArrayMemory {
  ByteSpan bytes;
  const uint8_t* buffer = nullptr;  // where its ArrayBuffer starts
  bool shared = false;
};

ArrayMemory MemoryOf(napi_env env, napi_value array) {
  ArrayMemory memory;
  napi_typedarray_type type = napi_uint8_array;
  napi_value buffer = nullptr;
  void* data = nullptr;
  size_t length = 0, offset = 0;
  if (napi_get_typedarray_info(env, array, &type, &length, &data, &buffer, &offset) != napi_ok)
    return memory;
  bool ordinary = false;
  napi_is_arraybuffer(env, buffer, &ordinary);
  memory.bytes = {static_cast<uint8_t*>(data), length * ValueBytes(type)};
  memory.buffer = memory.bytes.data - offset;
  memory.shared = !ordinary;
  return memory;
}

}  // namespace

WholeCall::WholeCall(std::shared_ptr<const Plan> plan, const Napi::Float64Array& numbers)
    : plan_(std::move(plan)),
      numbers_(Napi::Reference<Napi::Float64Array>::New(numbers, 1)),
      fields_(numbers.Data()),
      runner_(*plan_),
      drawn_(plan_->number_count()) {}

Status WholeCall::Run(const ByteSpan& input, const ByteSpan& output) {
  const double* fields = fields_;
  const auto count = static_cast<int64_t>(fields[kCallCount]);
  const Shape in_shape = ShapeAt(fields + kCallHeight),
              out_shape = ShapeAt(fields + kCallOutHeight);
  const auto in_dtype = static_cast<DType>(fields[kCallDType]);
  const auto out_dtype = static_cast<DType>(fields[kCallOutDType]);
  uint64_t in_bytes = 0, out_bytes = 0;
  if (!AreBytes(in_shape, in_dtype, count, input.size, &in_bytes) ||
      !AreBytes(out_shape, out_dtype, count, output.size, &out_bytes))
    return {"E_BOUNDS", "native: a call reaches outside its input or output"};

  const auto executor =
      fields[kCallReference] != 0 ? ExecutorKind::kReference : ExecutorKind::kFused;
  const int64_t stride = static_cast<int64_t>(in_bytes) / in_shape.height;
  CallKey call = KeyOf(fields);
  Scratch scratch;
  Status status;
  for (int64_t i = 0; i < count && status.ok(); ++i, ++call.key.index) {
    const auto at = static_cast<uint64_t>(i);
    const ConstImage in = {input.data + at * in_bytes, in_dtype, in_shape, stride};
    MutableImage out = {output.data + at * out_bytes, out_dtype, out_shape};
    out.streamed = output.size >= kStreamedBytes;
    if (!drawn_.empty()) status = plan_->Draw(in_shape, call, drawn_.data());
    if (status.ok()) status = runner_.Run(executor, in, drawn_.data(), out, &scratch);
  }
  return status;
}

Napi::Value MakeWholeCall(const Napi::CallbackInfo& info, std::shared_ptr<const Plan> plan) {
  const Napi::Env env = info.Env();
  const auto numbers = info[0].As<Napi::Float64Array>();
  if (numbers.ElementLength() < kCallFields)
    throw MakeError(env, Status("E_BOUNDS", "native: a call has too few numbers"));
  auto call = std::make_unique<WholeCall>(std::move(plan), numbers);
  return Napi::External<WholeCall>::New(env, call.release(),
                                        [](Napi::Env, WholeCall* made) { delete made; });
}

Napi::Value RunWhole(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  void* call = nullptr;
  if (napi_get_value_external(env, info[0], &call) != napi_ok)
    throw MakeError(env, Status("E_TYPE", "native: a call was expected"));
  const ArrayMemory input = MemoryOf(env, info[1]), output = MemoryOf(env, info[2]);
  const bool lies_well = input.bytes.data != nullptr && output.bytes.data != nullptr &&
                         !input.shared && !output.shared && input.buffer != output.buffer;
  if (!lies_well) return Napi::Boolean::New(env, false);
  const Status status = static_cast<WholeCall*>(call)->Run(input.bytes, output.bytes);
  if (!status.ok()) throw MakeError(env, status);
  return Napi::Boolean::New(env, true);
}

}  // namespace imagepipeline
