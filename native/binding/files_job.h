// Some files of a batch, one after the other on one thread: each is read, decoded and run into its
// slot, and fails alone.
#ifndef IMAGEPIPELINE_BINDING_FILES_JOB_H_
#define IMAGEPIPELINE_BINDING_FILES_JOB_H_

#include <napi.h>

#include <memory>
#include <string>
#include <vector>

#include "binding/block_memory.h"
#include "binding/file_job.h"
#include "core/status.h"
#include "program/plan.h"

namespace imagepipeline {

class FilesJob {
 public:
  // Reads what FileJob::From and ReadRun read, and { output, paths, places }: places has
  // [offset in output, index, view] for each path.
  static FilesJob From(const Napi::Object& object, std::shared_ptr<const Plan> plan);

  // Stops behind the file with which a slice has taken long enough; the others are for a later one.
  Status Run();

  // What became of each file that was run: true, false when it is no JPEG and nothing was written,
  // or an error.
  Napi::Value Result(Napi::Env env) const;

 private:
  struct File {
    std::string path;
    uint8_t* output;
    uint64_t index;
    uint32_t view;
    Status status;
    bool is_jpeg = false;
  };

  FileJob job_;
  std::shared_ptr<BlockMemory> output_memory_;
  std::vector<File> files_;
  size_t done_ = 0;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_FILES_JOB_H_
