// Who uses which slot of a Scratch.
#ifndef IMAGEPIPELINE_RUNTIME_SCRATCH_SLOTS_H_
#define IMAGEPIPELINE_RUNTIME_SCRATCH_SLOTS_H_

namespace imagepipeline {

enum ScratchSlot : int {
  kImageSlot0,  // results of passes, taking turns
  kImageSlot1,
  kRowSlot,     // the float32 row that a pass works on
  kLoadedSlot,  // an input row as float32
  kRingSlot,    // rows between the two halves of a separable resample
  kNarrowSlot,  // a result on its way to int32 or to planes
  kKeptSlot,    // the image that the versions of a branch start from
  kSumSlot,     // the sum of its versions so far
  kNoiseSlot,   // the noise of a displacement
  kFieldSlot,   // its field
  kTileSlot,    // what a block of a warp reads
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_SCRATCH_SLOTS_H_
