#include "binding/file_job.h"

#include <utility>
#include <vector>

#include "binding/block_wrap.h"
#include "binding/convert.h"
#include "codec/file.h"
#include "codec/sniff.h"

namespace imagepipeline {

FileJob FileJob::From(const Napi::Object& object) {
  FileJob job;
  const Napi::Value path = object.Get("path");
  if (path.IsString()) {
    job.path = path.As<Napi::String>().Utf8Value();
  } else if (path.IsTypedArray()) {
    const ByteSpan raw = BytesOf(path);
    job.path.assign(reinterpret_cast<const char*>(raw.data), raw.size);
  } else if (BlockWrap* block = BlockWrap::From(object.Get("block"))) {
    job.bytes = block->memory();
    job.byte_count = block->bytes().size;
  }
  job.max_bytes = static_cast<uint64_t>(NumberField(object, "maxBytes"));
  job.jpeg_only = BoolField(object, "jpegOnly");
  job.jpeg.channels = static_cast<int>(NumberField(object, "channels"));
  job.jpeg.apply_orientation = BoolField(object, "applyOrientation");
  job.jpeg.target_height = static_cast<int64_t>(NumberField(object, "targetHeight"));
  job.jpeg.target_width = static_cast<int64_t>(NumberField(object, "targetWidth"));
  job.jpeg.max_pixels = static_cast<uint64_t>(NumberField(object, "maxPixels"));
  return job;
}

void FileJob::ReadRun(const Napi::Object& object, std::shared_ptr<const Plan> run_plan) {
  plan = std::move(run_plan);
  executor = BoolField(object, "reference") ? ExecutorKind::kReference : ExecutorKind::kFused;
  call = CallKeyOf(object);
  output.dtype = DTypeOf(object.Get("outputDtype"));
  output.shape = ShapeOf(object.Get("outputShape"));
  output.planar = BoolField(object, "planar");
}

Status FileJob::Run(Scratch* scratch) {
  PoolBlock file;
  size_t size = byte_count;
  const uint8_t* data = bytes ? bytes->data : nullptr;
  if (!path.empty()) {
    Status status = ReadFile(path, max_bytes, &file, &size);
    if (!status.ok()) return status;
    data = static_cast<const uint8_t*>(file.data());
  }
  if (size == 0) return Status("E_EMPTY_FILE", "the file has no bytes");
  is_jpeg = jpeg_only || SniffKind(data, size) == FileKind::kJpeg;
  if (!is_jpeg) return Status();
  Status status = DecodeJpegToBlock(data, size, jpeg, &pixels, &pixel_shape);
  return status.ok() && plan ? RunPlan(scratch) : status;
}

Status FileJob::RunPlan(Scratch* scratch) const {
  std::vector<double> numbers(plan->number_count());
  Status status = plan->Draw(pixel_shape, call, numbers.data());
  if (!status.ok()) return status;
  const ConstImage in = {static_cast<const uint8_t*>(pixels.data()), DType::kUint8, pixel_shape,
                         pixel_shape.width * pixel_shape.channels};
  return Execute(executor, *plan, in, numbers.data(), output, scratch);
}

}  // namespace imagepipeline
