#include "binding/whiten_job.h"

#include <algorithm>

#include "binding/block_wrap.h"
#include "binding/convert.h"
#include "binding/promise_worker.h"
#include "binding/whitening_wrap.h"
#include "cuda/whiten_batch.h"
#include "kernels/kernel_table.h"
#include "runtime/pool.h"

namespace imagepipeline {
namespace {

// Results on their way to another dtype.
constexpr int64_t kChunkBytes = int64_t{64} << 20;

constexpr char kOutsideImages[] = "native: a whitening reaches outside its images";

Napi::Error OutsideImages(Napi::Env env) {
  return MakeError(env, Status("E_BOUNDS", kOutsideImages));
}

int64_t PositionField(const Napi::Object& object, const char* name, int64_t limit) {
  return IntegerWithin(object.Env(), NumberField(object, name), 0, limit, kOutsideImages);
}

std::vector<uint8_t> ReadApplied(const Napi::Object& object, size_t first, size_t count) {
  const Napi::Float64Array coins = object.Get("applied").As<Napi::Float64Array>();
  std::vector<uint8_t> applied;
  if (coins.ElementLength() == 0) return applied;
  if (first + count > coins.ElementLength()) throw OutsideImages(object.Env());
  for (size_t i = first; i < first + count; ++i) applied.push_back(coins.Data()[i] != 0);
  return applied;
}

}  // namespace

WhitenJob WhitenJob::From(const Napi::Object& object) {
  WhitenJob job;
  job.executor = BoolField(object, "reference") ? ExecutorKind::kReference : ExecutorKind::kFused;
  job.whitening = WhiteningWrap::From(object.Get("whitening"));
  job.input_dtype = DTypeOf(object.Get("inputDtype"));
  job.output_dtype = DTypeOf(object.Get("outputDtype"));
  const ByteSpan input = ReadableBytes(object.Get("input"), &job.input_memory);
  const ByteSpan output = WritableBytes(object.Get("output"), &job.output_memory);
  const auto features = static_cast<size_t>(job.whitening->features);
  if (features == 0) throw OutsideImages(object.Env());
  const size_t in_bytes = features * SizeOf(job.input_dtype);
  const size_t out_bytes = features * SizeOf(job.output_dtype);
  const auto room = static_cast<int64_t>(std::min(input.size / in_bytes, output.size / out_bytes));
  const int64_t first = PositionField(object, "first", room);
  job.count = PositionField(object, "count", room - first);
  job.applied = ReadApplied(object, static_cast<size_t>(first), static_cast<size_t>(job.count));
  job.input = input.data + static_cast<size_t>(first) * in_bytes;
  job.output = output.data + static_cast<size_t>(first) * out_bytes;
  job.cuda_library = StringField(object, "cudaLibrary");
  return job;
}

Status WhitenJob::Whiten(int64_t first, int64_t images, float* out) const {
  WhiteningInput batch;
  batch.data = input + static_cast<size_t>(first * whitening->features) * SizeOf(input_dtype);
  batch.dtype = input_dtype;
  batch.count = images;
  batch.applied = applied.empty() ? nullptr : applied.data() + first;
  if (executor == ExecutorKind::kFused) return ApplyWhitening(*whitening, batch, out);
  WhitenByDefinition(*whitening, batch, out);
  return {};
}

Status WhitenJob::Run() const { return cuda_library.empty() ? RunOnCpu() : RunOnCuda(); }

Status WhitenJob::RunOnCuda() const {
  cuda::Driver& driver = cuda::Driver::Get();
  driver.Load(cuda_library);
  cuda::CudaWhitening batch;
  batch.whitening = whitening;
  batch.input = {input, input_dtype, count, applied.empty() ? nullptr : applied.data()};
  batch.output = output;
  batch.output_dtype = output_dtype;
  batch.count = count;
  return cuda::RunWhitening(&driver, batch);
}

Status WhitenJob::RunOnCpu() const {
  const bool aligned = reinterpret_cast<uintptr_t>(output) % alignof(float) == 0;
  if (output_dtype == DType::kFloat32 && aligned)
    return Whiten(0, count, reinterpret_cast<float*>(output));
  const auto features = static_cast<size_t>(whitening->features);
  const auto row_bytes = static_cast<int64_t>(features * sizeof(float));
  const int64_t chunk =
      std::min(count, std::clamp<int64_t>(kChunkBytes / row_bytes, kTileRows, kWhitenedTogether));
  const PoolBlock rows = PoolBlock::Allocate(static_cast<size_t>(chunk * row_bytes));
  if (!rows) return {"E_ALLOC", "no memory for whitened images"};
  for (int64_t first = 0; first < count; first += chunk) {
    const int64_t images = std::min(chunk, count - first);
    Status status = Whiten(first, images, static_cast<float*>(rows.data()));
    if (!status.ok()) return status;
    Kernels().store_row(static_cast<const float*>(rows.data()),
                        static_cast<size_t>(images) * features, output_dtype,
                        output + static_cast<size_t>(first) * features * SizeOf(output_dtype));
  }
  return {};
}

void WhitenSync(const Napi::CallbackInfo& info) {
  const WhitenJob job = WhitenJob::From(info[0].As<Napi::Object>());
  RunJobSync(info.Env(), job);
}

Napi::Value Whiten(const Napi::CallbackInfo& info) {
  const Napi::Object object = info[0].As<Napi::Object>();
  return RunJob(object, std::make_shared<WhitenJob>(WhitenJob::From(object)));
}

}  // namespace imagepipeline
