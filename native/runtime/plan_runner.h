// A plan on one image after the other. What was made of the plan for the latest image serves the
// next one where both have the same shape and dtype and drew the same numbers: always in a plan
// that draws none, often where numbers are coins. The bits are those of Execute().
#ifndef IMAGEPIPELINE_RUNTIME_PLAN_RUNNER_H_
#define IMAGEPIPELINE_RUNTIME_PLAN_RUNNER_H_

#include <vector>

#include "core/image.h"
#include "core/status.h"
#include "program/plan.h"
#include "runtime/executor.h"
#include "runtime/scratch.h"

namespace imagepipeline {

// One thread at a time.
class PlanRunner {
 public:
  // The plan must live as long as this.
  explicit PlanRunner(const Plan& plan);

  // With these numbers, or those that the plan draws for `call`.
  Status Run(ExecutorKind executor, const ConstImage& in, const double* numbers,
             const MutableImage& out, Scratch* scratch);
  Status Run(ExecutorKind executor, const ConstImage& in, const CallKey& call,
             const MutableImage& out, Scratch* scratch);

 private:
  bool IsOfLatest(const ConstImage& in) const;
  // Of an image like the latest.
  bool DrawsTheSame(const CallKey& call);
  // The passes are to be made of such images, of numbers_.
  void StartAnew(const ConstImage& in);

  const Plan& plan_;
  Shape shape_;
  DType dtype_ = DType::kFloat32;
  std::vector<double> numbers_;  // the passes point into them
  std::vector<double> drawn_;
  std::vector<Shape> entering_;  // the stages, where numbers_ were drawn
  ReadyPasses ready_;            // none before the first image and after an error
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_PLAN_RUNNER_H_
