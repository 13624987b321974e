// The ways in which a fused pass moves pixels. Each writes the whole of `out` and fails only
// for memory.
#ifndef IMAGEPIPELINE_RUNTIME_FUSED_PASSES_H_
#define IMAGEPIPELINE_RUNTIME_FUSED_PASSES_H_

#include "core/image.h"
#include "core/status.h"
#include "program/passes.h"
#include "runtime/byte_ops.h"
#include "runtime/row_ops.h"
#include "runtime/scratch.h"
#include "runtime/separable_tables.h"

namespace imagepipeline {

// `in` and `out` may be the same memory when the move moves nothing.
Status RunShuffle(const ShuffleMove& move, const ConstImage& in, const MutableImage& out,
                  const RowOps& ops, Scratch* scratch);
// The same of bytes that stay bytes.
void RunShuffleOfBytes(const ShuffleMove& move, const ConstImage& in, const MutableImage& out,
                       const ByteOps& ops);
Status RunWarp(const WarpMove& move, const ConstImage& in, const MutableImage& out,
               const RowOps& ops, Scratch* scratch);
// A warp that SamplesBytes(); `ops` come after its rounding.
Status RunByteWarp(const WarpMove& move, const ConstImage& in, const MutableImage& out,
                   const std::vector<PointOp>& ops, Scratch* scratch);
// Separable resamples; RunNearestResize picks pixels instead.
Status RunResample(const SeparableTables& tables, const ConstImage& in, const MutableImage& out,
                   const RowOps& ops, Scratch* scratch);
// The same where the tables have `bytes`; `ops` come after its rounding.
Status RunByteResample(const SeparableTables& tables, const ConstImage& in, const MutableImage& out,
                       const std::vector<PointOp>& ops, Scratch* scratch);
Status RunNearestResize(const ResampleAction& move, const ConstImage& in, const MutableImage& out,
                        const RowOps& ops, Scratch* scratch);

Status RunConvolve(const Convolution& move, const ConstImage& in, const MutableImage& out,
                   const RowOps& ops, Scratch* scratch);

Status RunDisplace(const Displacement& move, const ConstImage& in, const MutableImage& out,
                   const RowOps& ops, Scratch* scratch);

// The same moves of pixels as they are, for passes of which IsByteMove() is true.
void ShuffleBytes(const ShuffleMove& move, const ConstImage& in, const MutableImage& out);
void NearestResizeBytes(const ResampleAction& move, const ConstImage& in, const MutableImage& out);
// A nearest warp, affine for all dtypes.
void PickWarp(const WarpMove& move, const ConstImage& in, const MutableImage& out);
// Any other. Fails only for memory.
Status WarpInt32(const WarpMove& move, const ConstImage& in, const MutableImage& out,
                 Scratch* scratch);
Status DisplaceInt32(const Displacement& move, const ConstImage& in, const MutableImage& out,
                     Scratch* scratch);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_FUSED_PASSES_H_
