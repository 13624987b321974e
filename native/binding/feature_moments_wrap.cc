#include "binding/feature_moments_wrap.h"

#include <cstring>
#include <utility>
#include <vector>

#include "binding/convert.h"
#include "binding/env_state.h"
#include "binding/promise_worker.h"
#include "binding/whitening_wrap.h"
#include "cuda/fit_solver.h"
#include "linalg/fit_whitening.h"
#include "linalg/lapack.h"

namespace imagepipeline {
namespace {

constexpr napi_type_tag kMomentsTag = {0x8d5e0a7741c93b26, 0x57f1c0643ea9d218};
constexpr int64_t kMaxInteger = 9007199254740991;

// Counts running work for as long as it is held; its last owner is on the JavaScript thread.
using Hold = std::shared_ptr<void>;

Hold Begin(const std::shared_ptr<SharedMoments>& shared, int SharedMoments::* counter) {
  ++((*shared).*counter);
  return {nullptr, [shared, counter](void*) { --((*shared).*counter); }};
}

int64_t Integer(Napi::Env env, double value, int64_t max) {
  return IntegerWithin(env, value, 0, max, "native: a number of a fit is outside its range");
}

int64_t IntegerField(const Napi::Object& object, const char* name) {
  return Integer(object.Env(), NumberField(object, name), kMaxInteger);
}

Napi::Object Described(Napi::Env env, const FitResult& fit) {
  Napi::Object result = Napi::Object::New(env);
  result.Set("whitening", WhiteningWrap::Wrap(env, fit.whitening));
  result.Set("count", static_cast<double>(fit.count));
  result.Set("rank", static_cast<double>(fit.rank));
  result.Set("condition", fit.condition);
  Napi::Float64Array spectrum = Napi::Float64Array::New(env, fit.spectrum.size());
  std::copy(fit.spectrum.begin(), fit.spectrum.end(), spectrum.Data());
  result.Set("spectrum", spectrum);
  return result;
}

// On the GPU when there is a library for it.
Status Fit(FeatureMoments* moments, const FitOptions& options, const std::string& cuda_library,
           FitResult* result) {
  if (cuda_library.empty()) return FitWhitening(moments, options, result);
  cuda::Driver& driver = cuda::Driver::Get();
  driver.Load(cuda_library);
  if (!driver.available()) return driver.Missing();
  cuda::CudaFitSolver solver(&driver, &cuda::SolverLibrary::Get());
  Status status = solver.Check();
  return status.ok() ? FitWhitening(moments, options, &solver, result) : status;
}

FitOptions OptionsOf(const Napi::Object& object) {
  FitOptions options;
  options.epsilon = NumberField(object, "epsilon");
  options.singular = BoolField(object, "singular");
  options.per_feature = BoolField(object, "perFeature");
  options.rank = IntegerField(object, "rank");
  options.shrinkage = NumberField(object, "shrinkage");
  return options;
}

}  // namespace

Napi::Function FeatureMomentsWrap::Define(Napi::Env env) {
  using Wrap = FeatureMomentsWrap;
  return DefineClass(
      env, "FeatureMoments",
      {StaticMethod<&Wrap::FromBytes>("fromBytes"), InstanceAccessor<&Wrap::Features>("features"),
       InstanceAccessor<&Wrap::Channels>("channels"), InstanceAccessor<&Wrap::Dtype>("dtype"),
       InstanceAccessor<&Wrap::Count>("count"), InstanceAccessor<&Wrap::ByteLength>("byteLength"),
       InstanceMethod<&Wrap::Add>("add"), InstanceMethod<&Wrap::Multiply>("multiply"),
       InstanceMethod<&Wrap::Settle>("settle"), InstanceMethod<&Wrap::Merge>("merge"),
       InstanceMethod<&Wrap::ToBytes>("toBytes"), InstanceMethod<&Wrap::Solve>("solve")});
}

FeatureMomentsWrap::FeatureMomentsWrap(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<FeatureMomentsWrap>(info), shared_(std::make_shared<SharedMoments>()) {
  info.This().As<Napi::Object>().TypeTag(&kMomentsTag);
  // FromBytes() brings what it has read; a stray `new FeatureMoments()` is of one value.
  MomentsSpec spec = {1, 1, DType::kUint8, 0, 0};
  if (info.Length() > 0) {
    const Napi::Object object = info[0].As<Napi::Object>();
    spec = {IntegerField(object, "features"), IntegerField(object, "channels"),
            DTypeOf(object.Get("dtype")), IntegerField(object, "maxSamples"),
            static_cast<uint64_t>(IntegerField(object, "seed"))};
  }
  Status status;
  shared_->moments = FeatureMoments::Create(spec, &status);
  if (!status.ok()) throw MakeError(info.Env(), status);
}

// fromBytes(bytes): a state.
Napi::Value FeatureMomentsWrap::FromBytes(const Napi::CallbackInfo& info) {
  const ByteSpan bytes = BytesOf(info[0]);
  std::unique_ptr<FeatureMoments> moments;
  const Status status = Guarded([&] {
    Status result;
    moments = FeatureMoments::FromBytes(bytes.data, bytes.size, &result);
    return result;
  });
  if (!status.ok()) throw MakeError(info.Env(), status);
  const Napi::Object object = GetEnvState(info.Env()).moments_constructor.New({});
  Unwrap(object)->shared_->moments = std::move(moments);
  return object;
}

void FeatureMomentsWrap::CheckIdle(Napi::Env env) const {
  if (!shared_->idle()) {
    throw MakeError(env, Status("E_BUSY",
                                "the state of a fit is used while earlier work on it "
                                "still runs; await that first"));
  }
}

void FeatureMomentsWrap::Refresh() const {
  if (!shared_->idle()) return;
  shared_->count = shared_->moments->count();
  shared_->bytes = shared_->moments->ByteLength();
}

Napi::Value FeatureMomentsWrap::Features(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(shared_->moments->spec().features));
}

Napi::Value FeatureMomentsWrap::Channels(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(shared_->moments->spec().channels));
}

Napi::Value FeatureMomentsWrap::Dtype(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(shared_->moments->spec().dtype));
}

Napi::Value FeatureMomentsWrap::Count(const Napi::CallbackInfo& info) {
  Refresh();
  return Napi::Number::New(info.Env(), static_cast<double>(shared_->count));
}

Napi::Value FeatureMomentsWrap::ByteLength(const Napi::CallbackInfo& info) {
  Refresh();
  return Napi::Number::New(info.Env(), static_cast<double>(shared_->bytes));
}

// add(data, first, count, index): how many images it took; fewer than count when the rows want to
// be multiplied first.
Napi::Value FeatureMomentsWrap::Add(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  CheckIdle(env);
  FeatureMoments& moments = *shared_->moments;
  const ByteSpan data = BytesOf(info[0]);
  const auto room = static_cast<int64_t>(data.size / moments.spec().RowBytes());
  const int64_t first = Integer(env, info[1].As<Napi::Number>().DoubleValue(), room);
  const int64_t count = Integer(env, info[2].As<Napi::Number>().DoubleValue(), room - first);
  const int64_t index = Integer(env, info[3].As<Napi::Number>().DoubleValue(), kMaxInteger);
  const uint8_t* rows = data.data + static_cast<size_t>(first) * moments.spec().RowBytes();
  int64_t taken = 0;
  const Status status = Guarded([&] { return moments.Add({rows, count, index}, &taken); });
  if (!status.ok()) throw MakeError(env, status);
  return Napi::Number::New(env, static_cast<double>(taken));
}

// multiply(share, shares): Promise<void>
Napi::Value FeatureMomentsWrap::Multiply(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (shared_->others > 0) CheckIdle(env);
  const auto number = [&](size_t i) {
    return static_cast<size_t>(Integer(env, info[i].As<Napi::Number>().DoubleValue(), 1 << 20));
  };
  const size_t share = number(0), shares = number(1);
  // Reading count and bytes is for later: shares change them.
  Refresh();
  return PromiseWorker::Start(
      env, info.This().As<Napi::Object>(),
      [shared = shared_, hold = Begin(shared_, &SharedMoments::shares), share, shares] {
        return shared->moments->MultiplyShare(share, shares);
      },
      [](Napi::Env result_env) { return result_env.Undefined(); });
}

// settle(): after all shares.
void FeatureMomentsWrap::Settle(const Napi::CallbackInfo& info) {
  CheckIdle(info.Env());
  const Status status = Guarded([this] { return shared_->moments->Settle(); });
  if (!status.ok()) throw MakeError(info.Env(), status);
}

// merge(other): Promise<void>
Napi::Value FeatureMomentsWrap::Merge(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  CheckIdle(env);
  if (!info[0].IsObject() || !info[0].As<Napi::Object>().CheckTypeTag(&kMomentsTag)) {
    throw MakeError(env, Status("E_TYPE", "native: a FeatureMoments was expected"));
  }
  const FeatureMomentsWrap* other = Unwrap(info[0].As<Napi::Object>());
  other->CheckIdle(env);
  Refresh();
  other->Refresh();
  return PromiseWorker::Start(
      env, info.This().As<Napi::Object>(),
      [shared = shared_, from = other->shared_, hold = Begin(shared_, &SharedMoments::others),
       from_hold = Begin(other->shared_, &SharedMoments::others)] {
        return shared->moments->Merge(*from->moments);
      },
      [](Napi::Env result_env) { return result_env.Undefined(); });
}

// toBytes(): Promise<Uint8Array>
Napi::Value FeatureMomentsWrap::ToBytes(const Napi::CallbackInfo& info) {
  CheckIdle(info.Env());
  Refresh();
  auto bytes = std::make_shared<std::vector<uint8_t>>();
  return PromiseWorker::Start(
      info.Env(), info.This().As<Napi::Object>(),
      [shared = shared_, hold = Begin(shared_, &SharedMoments::others), bytes] {
        return shared->moments->ToBytes(bytes.get());
      },
      [bytes](Napi::Env env) {
        Napi::Uint8Array result = Napi::Uint8Array::New(env, bytes->size());
        if (!bytes->empty()) std::memcpy(result.Data(), bytes->data(), bytes->size());
        return result;
      });
}

// solve({ epsilon, singular, perFeature, rank, shrinkage, cudaLibrary }): Promise<{ whitening,
// count, rank, condition, spectrum }>
Napi::Value FeatureMomentsWrap::Solve(const Napi::CallbackInfo& info) {
  CheckIdle(info.Env());
  Refresh();
  const auto object = info[0].As<Napi::Object>();
  const FitOptions options = OptionsOf(object);
  const std::string cuda_library = StringField(object, "cudaLibrary");
  auto fit = std::make_shared<FitResult>();
  return PromiseWorker::Start(
      info.Env(), info.This().As<Napi::Object>(),
      [shared = shared_, hold = Begin(shared_, &SharedMoments::others), options, cuda_library,
       fit] { return Fit(shared->moments.get(), options, cuda_library, fit.get()); },
      [fit](Napi::Env env) { return Described(env, *fit); });
}

Napi::Value LapackCall(const Napi::CallbackInfo& info) {
  const LapackChoice& choice = Lapack();
  Napi::Object result = Napi::Object::New(info.Env());
  if (choice.path.empty()) {
    result.Set("reason", choice.reason);
  } else {
    result.Set("path", choice.path);
  }
  return result;
}

}  // namespace imagepipeline
