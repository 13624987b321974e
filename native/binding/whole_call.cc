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

// Whether `pixels` hold `count` images of `shape`; each of them is `each` bytes.
bool HoldImages(const PixelSpan& pixels, const Shape& shape, DType dtype, int64_t count,
                uint64_t* each) {
  uint64_t all = 0;
  return ByteCount(shape, dtype, each) && count >= 0 &&
         !__builtin_mul_overflow(*each, static_cast<uint64_t>(count), &all) &&
         all <= pixels.bytes && all <= pixels.values * SizeOf(dtype);
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

// The memory of an array, from three questions to JavaScript where BytesOf() asks eight. None of
// memory that is shared, which newer versions of Node describe like any other, or has been
// transferred away.
PixelSpan PixelsOf(napi_env env, napi_value array) {
  napi_value buffer = nullptr;
  size_t length = 0, offset = 0, size = 0;
  void* start = nullptr;
  bool unshared = false;
  const bool found = napi_get_typedarray_info(env, array, nullptr, &length, nullptr, &buffer,
                                              &offset) == napi_ok &&
                     napi_is_arraybuffer(env, buffer, &unshared) == napi_ok && unshared &&
                     napi_get_arraybuffer_info(env, buffer, &start, &size) == napi_ok &&
                     start != nullptr && offset <= size;
  if (!found) return {};
  return {static_cast<uint8_t*>(start), offset, size - offset, length};
}

}  // namespace

WholeCall::WholeCall(std::shared_ptr<const Plan> plan, const Napi::Float64Array& numbers)
    : plan_(std::move(plan)),
      numbers_(Napi::Reference<Napi::Float64Array>::New(numbers, 1)),
      fields_(numbers.Data()),
      runner_(*plan_) {}

Status WholeCall::Run(const PixelSpan& input, const PixelSpan& output) {
  const double* fields = fields_;
  const auto count = static_cast<int64_t>(fields[kCallCount]);
  const Shape in_shape = ShapeAt(fields + kCallHeight),
              out_shape = ShapeAt(fields + kCallOutHeight);
  const auto in_dtype = static_cast<DType>(fields[kCallDType]);
  const auto out_dtype = static_cast<DType>(fields[kCallOutDType]);
  uint64_t in_bytes = 0, out_bytes = 0;
  if (!HoldImages(input, in_shape, in_dtype, count, &in_bytes) ||
      !HoldImages(output, out_shape, out_dtype, count, &out_bytes))
    return {"E_BOUNDS", "native: a call reaches outside its input or output"};

  const auto executor =
      fields[kCallReference] != 0 ? ExecutorKind::kReference : ExecutorKind::kFused;
  const int64_t stride =
      in_shape.width * in_shape.channels * static_cast<int64_t>(SizeOf(in_dtype));
  CallKey call = KeyOf(fields);
  Scratch scratch;
  Status status;
  for (int64_t i = 0; i < count && status.ok(); ++i, ++call.key.index) {
    const auto at = static_cast<uint64_t>(i);
    const ConstImage in = {input.data() + at * in_bytes, in_dtype, in_shape, stride};
    MutableImage out = {output.data() + at * out_bytes, out_dtype, out_shape};
    out.streamed = static_cast<uint64_t>(count) * out_bytes >= kStreamedBytes;
    status = runner_.Run(executor, in, call, out, &scratch);
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
  const PixelSpan input = PixelsOf(env, info[1]), output = PixelsOf(env, info[2]);
  const bool lies_well =
      input.buffer != nullptr && output.buffer != nullptr && input.buffer != output.buffer;
  if (!lies_well) return Napi::Boolean::New(env, false);
  const Status status = static_cast<WholeCall*>(call)->Run(input, output);
  if (!status.ok()) throw MakeError(env, status);
  return Napi::Boolean::New(env, true);
}

}  // namespace imagepipeline
