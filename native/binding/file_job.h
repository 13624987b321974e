// One image file: read, decode if it is a JPEG, and either run a plan into a slot of a batch or
// hand over the pixels.
#ifndef IMAGEPIPELINE_BINDING_FILE_JOB_H_
#define IMAGEPIPELINE_BINDING_FILE_JOB_H_

#include <napi.h>

#include <memory>
#include <string>

#include "binding/block_memory.h"
#include "codec/jpeg.h"
#include "core/image.h"
#include "core/status.h"
#include "program/plan.h"
#include "runtime/executor.h"
#include "runtime/pool.h"
#include "runtime/scratch.h"

namespace imagepipeline {

struct FileJob {
  // Where the bytes come from: `path`, or `bytes` that another owner keeps alive.
  std::string path;
  std::shared_ptr<BlockMemory> bytes;
  size_t byte_count = 0;
  uint64_t max_bytes = 0;
  JpegOptions jpeg;
  bool jpeg_only = false;  // other formats are E_FORMAT

  // The plan to run, or null: then the decoded pixels stay in `pixels`.
  std::shared_ptr<const Plan> plan;
  ExecutorKind executor = ExecutorKind::kFused;
  CallKey call;
  MutableImage output;

  // Results. `is_jpeg` false: nothing was decoded, somebody else has to.
  bool is_jpeg = false;
  PoolBlock pixels;
  Shape pixel_shape;

  // Reads the decode fields { path | block, jpegOnly, channels, applyOrientation, targetHeight,
  // targetWidth, maxPixels, maxBytes }.
  static FileJob From(const Napi::Object& object);
  // Reads what the plan needs: { seed, epoch, batchIndex, supersede, outputShape, outputDtype,
  // planar, reference }. call.key.index and .view and output.data stay open.
  void ReadRun(const Napi::Object& object, std::shared_ptr<const Plan> run_plan);

  // Of several runs of one job, the next takes over the memory of the one before.
  Status Run(Scratch* scratch);
  Status Run() {
    Scratch scratch;
    return Run(&scratch);
  }

 private:
  Status RunPlan(Scratch* scratch) const;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_FILE_JOB_H_
