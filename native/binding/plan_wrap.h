// Plan: a parsed Program as JavaScript sees it: draw, ask for shapes, run slices of a batch.
#ifndef IMAGEPIPELINE_BINDING_PLAN_WRAP_H_
#define IMAGEPIPELINE_BINDING_PLAN_WRAP_H_

#include <napi.h>

#include <memory>

#include "program/plan.h"

namespace imagepipeline {

class PlanWrap : public Napi::ObjectWrap<PlanWrap> {
 public:
  static Napi::Function Define(Napi::Env env);

  // new Plan(program)
  explicit PlanWrap(const Napi::CallbackInfo& info);

 private:
  Napi::Value Stages(const Napi::CallbackInfo& info);
  Napi::Value Draw(const Napi::CallbackInfo& info);
  Napi::Value Output(const Napi::CallbackInfo& info);
  Napi::Value Describe(const Napi::CallbackInfo& info);
  void ExecuteSync(const Napi::CallbackInfo& info);
  Napi::Value Whole(const Napi::CallbackInfo& info);
  Napi::Value Execute(const Napi::CallbackInfo& info);
  Napi::Value ExecuteFiles(const Napi::CallbackInfo& info);
  Napi::Value MapShapes(const Napi::CallbackInfo& info);
  Napi::Value MapShapesSync(const Napi::CallbackInfo& info);

  // numbers[offset, offset + number_count) of a Float64Array argument.
  const double* NumbersAt(const Napi::Value& array, size_t offset) const;

  std::shared_ptr<const Plan> plan_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_PLAN_WRAP_H_
