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
  explicit PlanRunner(const Plan& plan) : plan_(plan) {}

  Status Run(ExecutorKind executor, const ConstImage& in, const double* numbers,
             const MutableImage& out, Scratch* scratch);

 private:
  bool IsReady(const ConstImage& in, const double* numbers) const;
  Status Prepare(const ConstImage& in, const double* numbers);

  const Plan& plan_;
  Shape shape_;
  DType dtype_ = DType::kFloat32;
  std::vector<double> numbers_;  // the passes point into them
  ReadyPasses ready_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_PLAN_RUNNER_H_
