#include "binding/files_job.h"

#include <utility>

#include "binding/block_wrap.h"
#include "binding/convert.h"
#include "binding/promise_worker.h"
#include "binding/slice_clock.h"
#include "binding/slice_job.h"

namespace imagepipeline {
namespace {

constexpr uint32_t kPlaceFields = 3;

}  // namespace

FilesJob FilesJob::From(const Napi::Object& object, std::shared_ptr<const Plan> plan) {
  FilesJob files;
  FileJob& job = files.job_;
  job = FileJob::From(object);
  job.ReadRun(object, std::move(plan));
  const ByteSpan target = WritableBytes(object.Get("output"), &files.output_memory_);
  job.output.streamed = target.size >= kStreamedBytes;
  const uint64_t image_bytes = job.output.SizeBytes();
  const auto paths = object.Get("paths").As<Napi::Array>();
  const auto places = object.Get("places").As<Napi::Float64Array>();
  bool fits = places.ElementLength() >= size_t{kPlaceFields} * paths.Length();
  for (uint32_t i = 0; fits && i < paths.Length(); ++i) {
    const double* place = places.Data() + size_t{kPlaceFields} * i;
    const uint64_t offset = static_cast<uint64_t>(place[0]) * SizeOf(job.output.dtype);
    fits = offset <= target.size && image_bytes <= target.size - offset;
    files.files_.push_back({paths.Get(i).As<Napi::String>().Utf8Value(), target.data + offset,
                            static_cast<uint64_t>(place[1]), static_cast<uint32_t>(place[2]),
                            Status()});
  }
  if (!fits) {
    throw MakeError(object.Env(),
                    Status("E_BOUNDS", "native: a file's slot reaches outside its batch"));
  }
  return files;
}

Status FilesJob::Run() {
  const SliceClock clock;
  Scratch scratch;
  while (done_ < files_.size()) {
    File& file = files_[done_];
    job_.path = std::move(file.path);
    job_.output.data = file.output;
    job_.call.key.index = file.index;
    job_.call.key.view = file.view;
    job_.is_jpeg = false;
    file.status = Guarded([&] { return job_.Run(&scratch); });
    file.is_jpeg = job_.is_jpeg;
    ++done_;
    if (clock.IsOver()) break;
  }
  job_.pixels.Release();
  return Status();
}

Napi::Value FilesJob::Result(Napi::Env env) const {
  Napi::Array results = Napi::Array::New(env, done_);
  for (size_t i = 0; i < done_; ++i) {
    const File& file = files_[i];
    const auto place = static_cast<uint32_t>(i);
    if (file.status.ok()) {
      results.Set(place, file.is_jpeg);
    } else {
      results.Set(place, MakeError(env, file.status).Value());
    }
  }
  return results;
}

}  // namespace imagepipeline
