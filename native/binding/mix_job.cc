#include "binding/mix_job.h"

#include <memory>

#include "binding/block_wrap.h"
#include "binding/convert.h"
#include "binding/promise_worker.h"
#include "binding/slice_job.h"
#include "cuda/mix_batch.h"

namespace imagepipeline {
namespace {

constexpr size_t kBlendNumbers = 3;
constexpr size_t kRegionNumbers = 7;

constexpr char kOutOfBounds[] = "native: a mix reaches outside its images";

Napi::Error OutOfBounds(Napi::Env env) { return MakeError(env, Status("E_BOUNDS", kOutOfBounds)); }

int64_t Position(Napi::Env env, double value, int64_t lo, int64_t hi) {
  return IntegerWithin(env, value, lo, hi, kOutOfBounds);
}

Blend BlendAt(Napi::Env env, const double* numbers, int64_t count) {
  return {Position(env, numbers[0], 0, count - 1), Position(env, numbers[1], 0, count - 1),
          numbers[2]};
}

MixRegion RegionAt(Napi::Env env, const double* numbers, const MixInput& input) {
  const auto& [height, width, channels] = input.shape;
  MixRegion region;
  region.source = Position(env, numbers[0], MixRegion::kFill, input.count - 1);
  region.top = Position(env, numbers[1], 0, height);
  region.left = Position(env, numbers[2], 0, width);
  region.height = Position(env, numbers[3], 0, height - region.top);
  region.width = Position(env, numbers[4], 0, width - region.left);
  region.source_top = Position(env, numbers[5], 0, height - region.height);
  region.source_left = Position(env, numbers[6], 0, width - region.width);
  return region;
}

struct Numbers {
  const double* data;
  size_t size;
};

Numbers NumbersField(const Napi::Object& object, const char* name) {
  const Napi::Float64Array array = object.Get(name).As<Napi::Float64Array>();
  return {array.Data(), array.ElementLength()};
}

void ReadRecipes(const Napi::Object& object, size_t first, size_t count, MixJob* job) {
  const Napi::Env env = object.Env();
  const Numbers blends = NumbersField(object, "blends");
  const Numbers regions = NumbersField(object, "regions");
  if (blends.size > 0) {
    if (first + count > blends.size / kBlendNumbers) throw OutOfBounds(env);
    for (size_t i = first; i < first + count; ++i) {
      job->blends.push_back(BlendAt(env, blends.data + i * kBlendNumbers, job->input.count));
    }
    return;
  }
  const auto per_image =
      static_cast<size_t>(Position(env, NumberField(object, "regionsPerImage"), 1, 1 << 10));
  if (first + count > regions.size / kRegionNumbers / per_image) throw OutOfBounds(env);
  for (size_t i = first; i < first + count; ++i) {
    std::vector<MixRegion>& list = job->regions.emplace_back();
    for (size_t k = i * per_image; k < (i + 1) * per_image; ++k) {
      list.push_back(RegionAt(env, regions.data + k * kRegionNumbers, job->input));
    }
  }
}

}  // namespace

MixJob MixJob::From(const Napi::Object& object) {
  const Napi::Env env = object.Env();
  MixJob job;
  job.executor = BoolField(object, "reference") ? ExecutorKind::kReference : ExecutorKind::kFused;
  job.input.shape = ShapeOf(object.Get("inputShape"));
  job.input.dtype = DTypeOf(object.Get("inputDtype"));
  job.input.result = DTypeOf(object.Get("resultDtype"));
  job.output_dtype = DTypeOf(object.Get("outputDtype"));
  job.fill_value = static_cast<float>(NumberField(object, "fillValue"));
  const ByteSpan input = ReadableBytes(object.Get("input"), &job.input_memory);
  const ByteSpan output = WritableBytes(object.Get("output"), &job.output_memory);
  uint64_t in_bytes = 0, out_bytes = 0;
  if (!ByteCount(job.input.shape, job.input.dtype, &in_bytes) ||
      !ByteCount(job.input.shape, job.output_dtype, &out_bytes)) {
    throw OutOfBounds(env);
  }
  const auto in_room = static_cast<int64_t>(input.size / in_bytes);
  const auto out_room = static_cast<int64_t>(output.size / out_bytes);
  job.input.data = input.data;
  job.input.count = Position(env, NumberField(object, "inputCount"), 1, in_room);
  const int64_t first = Position(env, NumberField(object, "first"), 0, out_room);
  const int64_t count = Position(env, NumberField(object, "count"), 0, out_room - first);
  ReadRecipes(object, static_cast<size_t>(first), static_cast<size_t>(count), &job);
  job.output = output.data + static_cast<uint64_t>(first) * out_bytes;
  job.streamed = output.size >= kStreamedBytes;
  job.cuda_library = StringField(object, "cudaLibrary");
  return job;
}

Status MixJob::Run() const { return cuda_library.empty() ? RunOnCpu() : RunOnCuda(); }

Status MixJob::RunOnCuda() const {
  cuda::Driver& driver = cuda::Driver::Get();
  driver.Load(cuda_library);
  cuda::CudaMix mix;
  mix.input = input;
  mix.output = output;
  mix.output_dtype = output_dtype;
  mix.blends = &blends;
  mix.regions = &regions;
  mix.fill_value = fill_value;
  mix.count = static_cast<int64_t>(blends.empty() ? regions.size() : blends.size());
  return cuda::RunMix(&driver, mix);
}

Status MixJob::RunOnCpu() const {
  Scratch scratch;
  MutableImage out = {output, output_dtype, input.shape, streamed};
  for (const Blend& blend : blends) {
    Status status = RunBlend(executor, input, blend, out, &scratch);
    if (!status.ok()) return status;
    out.data += out.SizeBytes();
  }
  for (const std::vector<MixRegion>& list : regions) {
    Status status = RunRegions(executor, input, list, fill_value, out, &scratch);
    if (!status.ok()) return status;
    out.data += out.SizeBytes();
  }
  return {};
}

void MixSync(const Napi::CallbackInfo& info) {
  const MixJob job = MixJob::From(info[0].As<Napi::Object>());
  RunJobSync(info.Env(), job);
}

Napi::Value Mix(const Napi::CallbackInfo& info) {
  const Napi::Object object = info[0].As<Napi::Object>();
  return RunJob(object, std::make_shared<MixJob>(MixJob::From(object)));
}

}  // namespace imagepipeline
