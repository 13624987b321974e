#include "binding/whole_call.h"

#include <vector>

#include "binding/convert.h"
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

Status FindPasses(const Plan& plan, const Shape& shape, DType dtype, const double* numbers,
                  LatestPasses* latest) {
  const bool known = plan.number_count() == 0 && !latest->passes.empty() &&
                     latest->shape == shape && latest->dtype == dtype;
  if (known) return Status();
  Shape out_shape;
  DType out_dtype = DType::kFloat32;
  const Status status = plan.Output(shape, dtype, numbers, &out_shape, &out_dtype);
  latest->passes.clear();
  if (status.ok()) *latest = {shape, dtype, BuildPasses(plan, shape, dtype, numbers)};
  return status;
}

}  // namespace

void RunWholeCall(const Napi::CallbackInfo& info, const Plan& plan, LatestPasses* latest) {
  const Napi::Env env = info.Env();
  const ByteSpan input = BytesOf(info[0]), output = BytesOf(info[1]);
  const Napi::Float64Array numbers = info[2].As<Napi::Float64Array>();
  const double* fields = numbers.Data();
  if (numbers.ElementLength() < kCallFields)
    throw MakeError(env, Status("E_BOUNDS", "native: a call has too few numbers"));
  const auto count = static_cast<int64_t>(fields[kCallCount]);
  const Shape in_shape = ShapeAt(fields + kCallHeight),
              out_shape = ShapeAt(fields + kCallOutHeight);
  const auto in_dtype = static_cast<DType>(fields[kCallDType]);
  const auto out_dtype = static_cast<DType>(fields[kCallOutDType]);
  uint64_t in_bytes = 0, out_bytes = 0;
  if (!AreBytes(in_shape, in_dtype, count, input.size, &in_bytes) ||
      !AreBytes(out_shape, out_dtype, count, output.size, &out_bytes))
    throw MakeError(env, Status("E_BOUNDS", "native: a call reaches outside its input or output"));

  const auto executor =
      fields[kCallReference] != 0 ? ExecutorKind::kReference : ExecutorKind::kFused;
  const int64_t stride = static_cast<int64_t>(in_bytes) / in_shape.height;
  CallKey call = KeyOf(fields);
  std::vector<double> drawn(plan.number_count());
  Scratch scratch;
  for (int64_t i = 0; i < count; ++i, ++call.key.index) {
    const auto at = static_cast<uint64_t>(i);
    MutableImage out = {output.data + at * out_bytes, out_dtype, out_shape};
    out.streamed = output.size >= kStreamedBytes;
    Status status = plan.Draw(in_shape, call, drawn.data());
    if (status.ok()) status = FindPasses(plan, in_shape, in_dtype, drawn.data(), latest);
    if (status.ok()) {
      const ConstImage in = {input.data + at * in_bytes, in_dtype, in_shape, stride};
      status = ExecutePasses(executor, latest->passes, in, out, &scratch);
    }
    if (!status.ok()) throw MakeError(env, status);
  }
}

}  // namespace imagepipeline
