// One pass in each executor. Both write the whole of `out`, whose shape and dtype are the pass's.
#ifndef IMAGEPIPELINE_RUNTIME_EXECUTOR_KINDS_H_
#define IMAGEPIPELINE_RUNTIME_EXECUTOR_KINDS_H_

#include <optional>

#include "core/image.h"
#include "core/status.h"
#include "program/passes.h"
#include "runtime/ready_ops.h"
#include "runtime/scratch.h"

namespace imagepipeline {

// `kept` is empty, or what the same pass left there.
Status RunFusedPass(const Pass& pass, const ConstImage& in, const MutableImage& out,
                    Scratch* scratch, std::optional<ReadyOps>* kept);
Status RunReferencePass(const Pass& pass, const ConstImage& in, const MutableImage& out);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_EXECUTOR_KINDS_H_
