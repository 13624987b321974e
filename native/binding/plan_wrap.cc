#include "binding/plan_wrap.h"

#include <utility>
#include <vector>

#include "binding/convert.h"
#include "binding/files_job.h"
#include "binding/parse_program.h"
#include "binding/promise_worker.h"
#include "binding/shapes_job.h"
#include "binding/slice_job.h"
#include "binding/whole_call.h"
#include "runtime/executor.h"

namespace imagepipeline {

Napi::Function PlanWrap::Define(Napi::Env env) {
  return DefineClass(
      env, "Plan",
      {InstanceMethod<&PlanWrap::Stages>("stages"), InstanceMethod<&PlanWrap::Draw>("draw"),
       InstanceMethod<&PlanWrap::Output>("output"), InstanceMethod<&PlanWrap::Describe>("describe"),
       InstanceMethod<&PlanWrap::ExecuteSync>("executeSync"),
       InstanceMethod<&PlanWrap::Whole>("whole"), InstanceMethod<&PlanWrap::Execute>("execute"),
       InstanceMethod<&PlanWrap::ExecuteFiles>("executeFiles"),
       InstanceMethod<&PlanWrap::MapShapes>("mapShapes"),
       InstanceMethod<&PlanWrap::MapShapesSync>("mapShapesSync")});
}

PlanWrap::PlanWrap(const Napi::CallbackInfo& info) : Napi::ObjectWrap<PlanWrap>(info) {
  Status status;
  plan_ = Plan::Create(ParseProgram(info[0].As<Napi::Object>()), &status);
  if (!plan_) throw MakeError(info.Env(), status);
}

// stages(): [{ kind, numbers: string[] }], in the order of the program.
Napi::Value PlanWrap::Stages(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array result = Napi::Array::New(env);
  for (const auto& stage : plan_->stages()) {
    Napi::Array names = Napi::Array::New(env);
    for (const std::string& name : stage->NumberNames())
      names.Set(names.Length(), Napi::String::New(env, name));
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("kind", Napi::String::New(env, stage->kind));
    entry.Set("numbers", names);
    result.Set(result.Length(), entry);
  }
  return result;
}

// draw(inputShape, key, count, numbers): fills numbers for the samples key.index, key.index + 1,
// ...
Napi::Value PlanWrap::Draw(const Napi::CallbackInfo& info) {
  const Shape shape = ShapeOf(info[0]);
  CallKey call = CallKeyOf(info[1].As<Napi::Object>());
  const auto count = static_cast<size_t>(info[2].As<Napi::Number>().Int64Value());
  Napi::Float64Array numbers = info[3].As<Napi::Float64Array>();
  if (numbers.ElementLength() < count * plan_->number_count()) {
    throw MakeError(info.Env(), Status("E_BOUNDS", "native: no room for the drawn numbers"));
  }
  for (size_t i = 0; i < count; ++i, ++call.key.index) {
    const Status status = plan_->Draw(shape, call, numbers.Data() + i * plan_->number_count());
    if (!status.ok()) throw MakeError(info.Env(), status);
  }
  return info.Env().Undefined();
}

const double* PlanWrap::NumbersAt(const Napi::Value& array, size_t offset) const {
  const Napi::Float64Array numbers = array.As<Napi::Float64Array>();
  if (offset > numbers.ElementLength() ||
      plan_->number_count() > numbers.ElementLength() - offset) {
    throw MakeError(array.Env(), Status("E_BOUNDS", "native: too few drawn numbers"));
  }
  return numbers.Data() + offset;
}

// output(inputShape, dtype, numbers, offset): [height, width, channels, dtype] of one result.
Napi::Value PlanWrap::Output(const Napi::CallbackInfo& info) {
  const auto offset = static_cast<size_t>(info[3].As<Napi::Number>().Int64Value());
  Shape shape;
  DType dtype = DType::kFloat32;
  const Status status =
      plan_->Output(ShapeOf(info[0]), DTypeOf(info[1]), NumbersAt(info[2], offset), &shape, &dtype);
  if (!status.ok()) throw MakeError(info.Env(), status);
  Napi::Array result = ToArray(info.Env(), shape);
  result.Set(3u, static_cast<double>(dtype));
  return result;
}

// describe(inputShape, dtype, numbers, offset): the fused passes as text.
Napi::Value PlanWrap::Describe(const Napi::CallbackInfo& info) {
  const auto offset = static_cast<size_t>(info[3].As<Napi::Number>().Int64Value());
  return Napi::String::New(info.Env(), DescribePasses(*plan_, ShapeOf(info[0]), DTypeOf(info[1]),
                                                      NumbersAt(info[2], offset)));
}

void PlanWrap::ExecuteSync(const Napi::CallbackInfo& info) {
  SliceJob job = SliceJob::From(info[0].As<Napi::Object>(), plan_);
  RunJobSync(info.Env(), job);
}

// whole(numbers): calls of this plan for runWhole(), see whole_call.h.
Napi::Value PlanWrap::Whole(const Napi::CallbackInfo& info) { return MakeWholeCall(info, plan_); }

// execute(job): Promise<number>, how many of its images there was time for, one at least.
// job.output must not be reachable by anybody else until it settles.
Napi::Value PlanWrap::Execute(const Napi::CallbackInfo& info) {
  const Napi::Object object = info[0].As<Napi::Object>();
  auto job = std::make_shared<SliceJob>(SliceJob::From(object, plan_));
  job->timed = true;
  return PromiseWorker::Start(
      info.Env(), object, [job] { return job->Run(); },
      [job](Napi::Env env) { return Napi::Number::New(env, static_cast<double>(job->done)); });
}

// executeFiles(job): Promise<(boolean | Error)[]>, see files_job.h; at least one file is run.
Napi::Value PlanWrap::ExecuteFiles(const Napi::CallbackInfo& info) {
  const Napi::Object object = info[0].As<Napi::Object>();
  auto job = std::make_shared<FilesJob>(FilesJob::From(object, plan_));
  return PromiseWorker::Start(
      info.Env(), object, [job] { return job->Run(); },
      [job](Napi::Env env) { return job->Result(env); });
}

// mapShapes(job): Promise<{ boxes, points }>, see ShapesJob.
Napi::Value PlanWrap::MapShapes(const Napi::CallbackInfo& info) {
  const Napi::Object object = info[0].As<Napi::Object>();
  auto job = std::make_shared<ShapesJob>(ShapesJob::From(object, plan_));
  return PromiseWorker::Start(
      info.Env(), object, [job] { return job->Run(); },
      [job](Napi::Env env) { return job->Result(env); });
}

Napi::Value PlanWrap::MapShapesSync(const Napi::CallbackInfo& info) {
  ShapesJob job = ShapesJob::From(info[0].As<Napi::Object>(), plan_);
  RunJobSync(info.Env(), job);
  return job.Result(info.Env());
}

}  // namespace imagepipeline
