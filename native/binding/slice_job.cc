#include "binding/slice_job.h"

#include <utility>

#include "binding/convert.h"
#include "binding/slice_clock.h"
#include "cuda/batch.h"
#include "runtime/plan_runner.h"

namespace imagepipeline {
namespace {

// `count` images of `bytes_each` starting at image `first` fit into `available` bytes. The division
// cannot overflow.
bool Fits(int64_t first, int64_t count, uint64_t bytes_each, uint64_t offset_bytes,
          uint64_t available) {
  if (first < 0 || count < 0 || bytes_each == 0 || offset_bytes > available) return false;
  const uint64_t images = static_cast<uint64_t>(first) + static_cast<uint64_t>(count);
  return images <= (available - offset_bytes) / bytes_each;
}

}  // namespace

bool ByteCount(const Shape& shape, DType dtype, uint64_t* bytes) {
  int64_t values = 0;
  if (shape.height < 1 || shape.width < 1 || shape.channels < 1) return false;
  if (__builtin_mul_overflow(shape.height, shape.width, &values)) return false;
  if (__builtin_mul_overflow(values, shape.channels, &values)) return false;
  return !__builtin_mul_overflow(static_cast<uint64_t>(values), SizeOf(dtype), bytes);
}

SliceJob SliceJob::From(const Napi::Object& object, std::shared_ptr<const Plan> plan) {
  const Napi::Env env = object.Env();
  SliceJob job;
  job.plan = std::move(plan);
  job.executor = BoolField(object, "reference") ? ExecutorKind::kReference : ExecutorKind::kFused;
  job.input_dtype = DTypeOf(object.Get("inputDtype"));
  job.input_shape = ShapeOf(object.Get("inputShape"));
  job.output_dtype = DTypeOf(object.Get("outputDtype"));
  job.output_shape = ShapeOf(object.Get("outputShape"));
  job.count = static_cast<int64_t>(NumberField(object, "count"));
  const auto first = static_cast<int64_t>(NumberField(object, "first"));
  const auto offset =
      static_cast<uint64_t>(NumberField(object, "outputOffset")) * SizeOf(job.output_dtype);

  const ByteSpan input = ReadableBytes(object.Get("input"), &job.input_memory);
  const ByteSpan output = WritableBytes(object.Get("output"), &job.output_memory);
  const Napi::Float64Array numbers = object.Get("numbers").As<Napi::Float64Array>();
  uint64_t input_bytes = 0, output_bytes = 0;
  const bool fits = ByteCount(job.input_shape, job.input_dtype, &input_bytes) &&
                    ByteCount(job.output_shape, job.output_dtype, &output_bytes) &&
                    Fits(first, job.count, input_bytes, 0, input.size) &&
                    Fits(first, job.count, output_bytes, offset, output.size) &&
                    static_cast<uint64_t>(first + job.count) * job.plan->number_count() <=
                        numbers.ElementLength();
  if (!fits) {
    throw MakeError(
        env, Status("E_BOUNDS", "native: a slice reaches outside its input, output or numbers"));
  }

  job.input = input.data + static_cast<uint64_t>(first) * input_bytes;
  job.output = output.data + offset + static_cast<uint64_t>(first) * output_bytes;
  job.streamed = output.size >= kStreamedBytes;
  job.planar = BoolField(object, "planar");
  const size_t stride = job.plan->number_count();
  const double* begin = numbers.Data() + static_cast<size_t>(first) * stride;
  job.numbers.assign(begin, begin + static_cast<size_t>(job.count) * stride);
  job.cuda_library = StringField(object, "cudaLibrary");
  const Napi::Value masked = object.Get("maskedShape");
  if (masked.IsObject()) {
    job.masked = MaskedImage{ShapeOf(masked), DTypeOf(object.Get("maskedDtype")),
                             static_cast<float>(NumberField(object, "maskFillValue"))};
  }
  return job;
}

Status SliceJob::RunOnCuda() const {
  if (planar || masked) return {"E_CUDA_PASS", "device: only the CPU makes planes and masks"};
  cuda::Driver& driver = cuda::Driver::Get();
  driver.Load(cuda_library);
  cuda::CudaBatch batch;
  batch.plan = plan.get();
  batch.input = input;
  batch.input_shape = input_shape;
  batch.input_dtype = input_dtype;
  batch.output = output;
  batch.output_shape = output_shape;
  batch.output_dtype = output_dtype;
  batch.count = count;
  batch.numbers = numbers.data();
  return cuda::RunBatch(&driver, batch);
}

Status SliceJob::Run() {
  if (cuda_library.empty()) return RunOnCpu();
  const Status status = RunOnCuda();
  if (status.ok()) done = count;
  return status;
}

Status SliceJob::RunOnCpu() {
  const SliceClock clock;
  Scratch scratch;
  PlanRunner runner(*plan);
  const int64_t input_row =
      input_shape.width * input_shape.channels * static_cast<int64_t>(SizeOf(input_dtype));
  const size_t input_bytes = static_cast<size_t>(input_row * input_shape.height);
  for (int64_t i = 0; i < count && !(timed && i > 0 && clock.IsOver()); ++i) {
    const ConstImage in = {input + static_cast<size_t>(i) * input_bytes, input_dtype, input_shape,
                           input_row};
    MutableImage out = {nullptr, output_dtype, output_shape, streamed, planar};
    out.data = output + static_cast<size_t>(i) * out.SizeBytes();
    const double* drawn = numbers.data() + static_cast<size_t>(i) * plan->number_count();
    Status status = masked ? ExecuteMask(executor, *plan, *masked, in, drawn, out, &scratch)
                           : runner.Run(executor, in, drawn, out, &scratch);
    if (!status.ok()) return status;
    ++done;
  }
  return Status();
}

}  // namespace imagepipeline
