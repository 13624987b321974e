// The point ops of a pass, prepared for its rows: neighbouring channel affines folded into one,
// parameters in float32.
#ifndef IMAGEPIPELINE_RUNTIME_ROW_OPS_H_
#define IMAGEPIPELINE_RUNTIME_ROW_OPS_H_

#include <memory>
#include <vector>

#include "core/image.h"
#include "kernels/color.h"
#include "kernels/histogram.h"
#include "kernels/kernel_table.h"
#include "kernels/tone.h"
#include "program/stage.h"
#include "runtime/tile_lookup.h"

namespace imagepipeline {

// Folds adjacent channel affines, in double, and drops a last quantize that the store to `stored`
// does anyway. A channel matrix stays as it is: what it cancels, a folded scale would round first.
std::vector<PointOp> SimplifyOps(std::vector<PointOp> ops, DType stored);

// Of an op that IsColorOp().
ColorRule ColorRuleOf(const PointOp& op);

class RowOps {
 public:
  RowOps(std::vector<PointOp> ops, const Shape& shape, DType stored);

  bool empty() const { return steps_.empty(); }

  // A point op with its parameters in float32.
  struct Step {
    PointOp op;
    std::vector<float> center, scale, bias;  // of a channel affine; scale also of noise
    ColorRule color;
    SolarizeRule solarize;
    PosterizeRule posterize;
    ChannelTable table;
    std::vector<float> filling;  // a row of the area of a fill
    std::unique_ptr<TileLookup> tiles;
  };
  const std::vector<Step>& steps() const { return steps_; }

  // In place on row y of the pass's output, of so many pixels. One thread at a time: tile tables
  // keep what they work in.
  void Run(int64_t y, size_t pixels, float* row) const { RunSteps(steps_.size(), y, pixels, row); }

  // Whether rows are nothing to the steps, so that several may be run as one longer row.
  bool same_everywhere() const { return same_everywhere_; }

  // The last steps, as far as KernelTable::scale_row() can do them while it stores the row, and all
  // the others.
  bool ends_in_scale() const { return final_scale_.count > 0; }
  const ScaleSteps& final_scale() const { return final_scale_; }
  void RunBeforeScale(int64_t y, size_t pixels, float* row) const {
    RunSteps(scale_begin_, y, pixels, row);
  }
  // Whether there is nothing else to do.
  bool only_scales() const { return ends_in_scale() && scale_begin_ == 0; }

 private:
  void FindFinalScale();
  void RunSteps(size_t count, int64_t y, size_t pixels, float* row) const;

  int64_t channels_;
  std::vector<Step> steps_;
  bool same_everywhere_ = true;
  ScaleSteps final_scale_;
  size_t scale_begin_ = 0;  // its first step
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_ROW_OPS_H_
