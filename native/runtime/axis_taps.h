// The taps of one output of a resize along one axis.
#ifndef IMAGEPIPELINE_RUNTIME_AXIS_TAPS_H_
#define IMAGEPIPELINE_RUNTIME_AXIS_TAPS_H_

#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "program/moves.h"

namespace imagepipeline {

// Indices into the window. There is room for TapMaker::most() weights.
struct Taps {
  int64_t first = 0;
  int32_t count = 0;
  float* weights = nullptr;

  void Set(std::initializer_list<float> all) {
    count = static_cast<int32_t>(all.size());
    std::copy(all.begin(), all.end(), weights);
  }
};

class TapMaker {
 public:
  TapMaker(ResizeMethod method, bool antialias, int64_t size, int64_t output_size);

  // At least as many as any output has.
  int64_t most() const;

  void Make(int64_t i, Taps* taps) const;

 private:
  ResizeMethod method_;
  int64_t size_;
  float scale_;
  float kernel_scale_ = 1;
  bool by_distance_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_AXIS_TAPS_H_
