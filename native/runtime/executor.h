// Runs a Plan on one image. Two executors behind one function: `kReference` is scalar, one step at
// a time, obvious and slow; `kFused` does the same in fused passes with SIMD kernels. test/native
// bounds the distance between them.
#ifndef IMAGEPIPELINE_RUNTIME_EXECUTOR_H_
#define IMAGEPIPELINE_RUNTIME_EXECUTOR_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/image.h"
#include "core/status.h"
#include "program/passes.h"
#include "program/plan.h"
#include "runtime/ready_ops.h"
#include "runtime/scratch.h"

namespace imagepipeline {

enum class ExecutorKind : uint8_t { kFused, kReference };

// Writes the whole of `out`, whose shape and dtype must be what Plan::Output() says, E_RAGGED if
// not; int32 may stand for uint8 and uint16. `in` and `out` must not overlap. Thread-safe for
// distinct `scratch`. Fails else only for memory (E_ALLOC); then `out` holds nothing of use.
Status Execute(ExecutorKind executor, const Plan& plan, const ConstImage& in, const double* numbers,
               const MutableImage& out, Scratch* scratch);

// Passes that BuildPasses() has made of a plan, and what the fused executor keeps of them for the
// next image of the same shape and dtype.
struct ReadyPasses {
  ReadyPasses() = default;
  explicit ReadyPasses(std::vector<Pass> built) : passes(std::move(built)), ops(passes.size()) {}

  std::vector<Pass> passes;
  std::vector<std::optional<ReadyOps>> ops;  // of passes that have been run and can keep them
};

// Execute() for such passes. One thread at a time.
Status ExecutePasses(ExecutorKind executor, ReadyPasses* ready, const ConstImage& in,
                     const MutableImage& out, Scratch* scratch);

// Moves a mask as `plan` moves its image with these numbers. The shape of `out` is that of the
// image's result but for the channels, its dtype that of `mask`; else as Execute().
Status ExecuteMask(ExecutorKind executor, const Plan& plan, const MaskedImage& image,
                   const ConstImage& mask, const double* numbers, const MutableImage& out,
                   Scratch* scratch);

// The passes that kFused would run for these numbers, one line each, such as
// "warp bilinear reflect 3 stages -> 224x224; channel affine; clamp; store float32".
std::string DescribePasses(const Plan& plan, const Shape& input, DType dtype,
                           const double* numbers);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_EXECUTOR_H_
