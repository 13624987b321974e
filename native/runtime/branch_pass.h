// The versions of an image and their weighted sum (BranchMove), kept in scratch between passes.
#ifndef IMAGEPIPELINE_RUNTIME_BRANCH_PASS_H_
#define IMAGEPIPELINE_RUNTIME_BRANCH_PASS_H_

#include "core/image.h"
#include "core/status.h"
#include "program/passes.h"
#include "runtime/executor.h"
#include "runtime/scratch.h"

namespace imagepipeline {

// True for kBegin and kNext.
bool LeavesNoImage(const Pass& pass);

// kBegin and kNext: `current` is what the passes before left, and becomes what the next pass reads.
Status RunBranchStep(ExecutorKind executor, const Pass& pass, Scratch* scratch,
                     ConstImage* current);

// kEnd: writes the whole of `out`.
Status SumOfVersions(const Pass& pass, ExecutorKind executor, const ConstImage& last,
                     const MutableImage& out, Scratch* scratch);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_BRANCH_PASS_H_
