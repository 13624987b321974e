// How long one work item may keep a thread of the pool, which others wait for too.
#ifndef IMAGEPIPELINE_BINDING_SLICE_CLOCK_H_
#define IMAGEPIPELINE_BINDING_SLICE_CLOCK_H_

#include <chrono>

namespace imagepipeline {

class SliceClock {
 public:
  // Whether it is time to stop; what is left is for a later work item.
  bool IsOver() const { return Clock::now() - start_ >= std::chrono::milliseconds(2); }

 private:
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start_ = Clock::now();
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_SLICE_CLOCK_H_
