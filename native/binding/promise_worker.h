// "Do this on a pool thread, then settle a promise": the one asynchronous worker of the binding.
#ifndef IMAGEPIPELINE_BINDING_PROMISE_WORKER_H_
#define IMAGEPIPELINE_BINDING_PROMISE_WORKER_H_

#include <napi.h>

#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <utility>

#include "binding/convert.h"
#include "core/status.h"

namespace imagepipeline {

// The status of `work`; an exception of the standard library becomes one too.
template <typename Work>
Status Guarded(const Work& work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return Status("E_ALLOC", "out of memory");
  } catch (const std::exception& error) {
    return Status("E_NATIVE", error.what());
  }
}

class PromiseWorker : public Napi::AsyncWorker {
 public:
  using Work = std::function<Status()>;
  using Result = std::function<Napi::Value(Napi::Env)>;

  // `work` runs on a pool thread and touches no JavaScript; `result` then makes the value on the JS
  // thread. `keep` is referenced until the end, so that memory it owns stays alive.
  static Napi::Promise Start(Napi::Env env, const Napi::Object& keep, Work work, Result result) {
    auto* worker = new PromiseWorker(env, keep, std::move(work), std::move(result));
    worker->Queue();
    return worker->deferred_.Promise();
  }

 protected:
  void Execute() override { status_ = Guarded(work_); }

  // Also called while an environment ends: then JavaScript can no longer run and there is nobody
  // left to tell.
  void OnOK() override {
    try {
      if (status_.ok()) {
        deferred_.Resolve(result_(Env()));
      } else {
        deferred_.Reject(MakeError(Env(), status_).Value());
      }
    } catch (const Napi::Error& error) {
      static_cast<void>(error);
    }
  }

 private:
  PromiseWorker(Napi::Env env, const Napi::Object& keep, Work work, Result result)
      : Napi::AsyncWorker(env, "tfjs-image-pipeline"),
        deferred_(env),
        work_(std::move(work)),
        result_(std::move(result)),
        keep_(Napi::Persistent(keep)) {}

  Napi::Promise::Deferred deferred_;
  Work work_;
  Result result_;
  Napi::ObjectReference keep_;
  Status status_;
};

// job->Run() on a pool thread, for a job read from `object`: Promise<void>.
template <typename Job>
Napi::Value RunJob(const Napi::Object& object, std::shared_ptr<Job> job) {
  return PromiseWorker::Start(
      object.Env(), object, [job = std::move(job)] { return job->Run(); },
      [](Napi::Env env) { return env.Undefined(); });
}

// The same on the calling thread.
template <typename Job>
void RunJobSync(Napi::Env env, Job& job) {
  const Status status = Guarded([&job] { return job.Run(); });
  if (!status.ok()) throw MakeError(env, status);
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_PROMISE_WORKER_H_
