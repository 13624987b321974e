#include "binding/whitening_wrap.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "binding/convert.h"
#include "binding/env_state.h"
#include "binding/promise_worker.h"

namespace imagepipeline {
namespace {

constexpr napi_type_tag kWhiteningTag = {0x3f0b7c5a92d84e16, 0xb1642d9e07c3a85f};

// The values of a typed array of T; none when it is left out.
template <typename Array, typename T>
std::vector<T> ValuesOf(const Napi::Value& value) {
  if (value.IsUndefined()) return {};
  static_cast<void>(BytesOf(value));
  const Array array = value.As<Array>();
  return std::vector<T>(array.Data(), array.Data() + array.ElementLength());
}

// The values of a Float32Array of rows x features, or null.
const float* RowsOf(const Napi::Value& value, size_t rows, size_t features) {
  const Napi::Float32Array array = value.As<Napi::Float32Array>();
  static_cast<void>(BytesOf(value));
  const size_t size = array.ElementLength();
  return size % features == 0 && size / features == rows ? array.Data() : nullptr;
}

Status Make(const Napi::Object& numbers, std::shared_ptr<const Whitening>* out) {
  Status wrong = {"E_BOUNDS", "native: the numbers of a whitening do not fit together"};
  auto mean = ValuesOf<Napi::Float64Array, double>(numbers.Get("mean"));
  const size_t features = mean.size();
  if (features == 0 || NumberField(numbers, "features") != static_cast<double>(features))
    return wrong;
  const Napi::Value matrix = numbers.Get("matrix");
  if (!matrix.IsUndefined()) {
    const float* rows = RowsOf(matrix, features, features);
    return rows == nullptr ? wrong : MakeDenseWhitening(std::move(mean), rows, out);
  }
  auto gains = ValuesOf<Napi::Float32Array, float>(numbers.Get("gains"));
  const float* rows = RowsOf(numbers.Get("vectors"), gains.size(), features);
  if (rows == nullptr && !gains.empty()) return wrong;
  const auto base_gain = static_cast<float>(NumberField(numbers, "baseGain"));
  return MakeLowRankWhitening(std::move(mean), base_gain, rows, std::move(gains), out);
}

}  // namespace

Napi::Function WhiteningWrap::Define(Napi::Env env) {
  return DefineClass(
      env, "Whitening",
      {InstanceAccessor<&WhiteningWrap::Features>("features"),
       InstanceAccessor<&WhiteningWrap::Dense>("dense"),
       InstanceAccessor<&WhiteningWrap::Rank>("rank"),
       InstanceAccessor<&WhiteningWrap::BaseGain>("baseGain"),
       InstanceAccessor<&WhiteningWrap::ByteLength>("byteLength"),
       InstanceMethod<&WhiteningWrap::Mean>("mean"), InstanceMethod<&WhiteningWrap::Gains>("gains"),
       InstanceMethod<&WhiteningWrap::Rows>("rows")});
}

WhiteningWrap::WhiteningWrap(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<WhiteningWrap>(info) {
  info.This().As<Napi::Object>().TypeTag(&kWhiteningTag);
  // Wrap() brings what it has; a stray `new Whitening()` holds a whitening of nothing.
  whitening_ = std::make_shared<const Whitening>();
  if (info.Length() == 0) return;
  std::shared_ptr<const Whitening> made;
  const Napi::Object numbers = info[0].As<Napi::Object>();
  const Status status = Guarded([&] { return Make(numbers, &made); });
  if (!status.ok()) throw MakeError(info.Env(), status);
  Hold(info.Env(), std::move(made));
}

WhiteningWrap::~WhiteningWrap() {
  if (told_bytes_ > 0) Napi::MemoryManagement::AdjustExternalMemory(Env(), -told_bytes_);
}

void WhiteningWrap::Hold(Napi::Env env, std::shared_ptr<const Whitening> whitening) {
  whitening_ = std::move(whitening);
  told_bytes_ = static_cast<int64_t>(whitening_->SizeBytes());
  Napi::MemoryManagement::AdjustExternalMemory(env, told_bytes_);
}

Napi::Object WhiteningWrap::Wrap(Napi::Env env, std::shared_ptr<const Whitening> whitening) {
  const Napi::Object object = GetEnvState(env).whitening_constructor.New({});
  Unwrap(object)->Hold(env, std::move(whitening));
  return object;
}

std::shared_ptr<const Whitening> WhiteningWrap::From(const Napi::Value& value) {
  if (!value.IsObject() || !value.As<Napi::Object>().CheckTypeTag(&kWhiteningTag)) {
    throw MakeError(value.Env(), Status("E_TYPE", "native: a Whitening was expected"));
  }
  return Unwrap(value.As<Napi::Object>())->whitening_;
}

Napi::Value WhiteningWrap::Features(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(whitening_->features));
}

Napi::Value WhiteningWrap::Dense(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), whitening_->dense);
}

Napi::Value WhiteningWrap::Rank(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(whitening_->rank()));
}

Napi::Value WhiteningWrap::BaseGain(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(whitening_->base_gain));
}

Napi::Value WhiteningWrap::ByteLength(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), static_cast<double>(whitening_->SizeBytes()));
}

Napi::Value WhiteningWrap::Mean(const Napi::CallbackInfo& info) {
  Napi::Float64Array result = Napi::Float64Array::New(info.Env(), whitening_->mean.size());
  std::copy(whitening_->mean.begin(), whitening_->mean.end(), result.Data());
  return result;
}

Napi::Value WhiteningWrap::Gains(const Napi::CallbackInfo& info) {
  Napi::Float32Array result = Napi::Float32Array::New(info.Env(), whitening_->gains.size());
  std::copy(whitening_->gains.begin(), whitening_->gains.end(), result.Data());
  return result;
}

// rows(first, count): rows of the matrix, or of the vectors.
Napi::Value WhiteningWrap::Rows(const Napi::CallbackInfo& info) {
  constexpr char kNoSuchRows[] = "native: a whitening has no such rows";
  const Napi::Env env = info.Env();
  const auto number = [&info](size_t i) { return info[i].As<Napi::Number>().DoubleValue(); };
  const int64_t rows = whitening_->matrix.rows();
  const int64_t first = IntegerWithin(env, number(0), 0, rows, kNoSuchRows);
  const int64_t count = IntegerWithin(env, number(1), 0, rows - first, kNoSuchRows);
  const auto values = static_cast<size_t>(count) * static_cast<size_t>(whitening_->features);
  Napi::Float32Array result = Napi::Float32Array::New(env, values);
  whitening_->matrix.GetRows(first, count, result.Data());
  return result;
}

}  // namespace imagepipeline
