#include "binding/convert.h"

#include <cmath>

namespace imagepipeline {

ByteSpan BytesOf(Napi::Value typed_array) {
  const Napi::Env env = typed_array.Env();
  if (!typed_array.IsTypedArray()) {
    throw MakeError(env, Status("E_TYPE", "native: a typed array was expected"));
  }
  const Napi::TypedArray array = typed_array.As<Napi::TypedArray>();
  Napi::ArrayBuffer buffer = array.ArrayBuffer();
  if (!buffer.IsArrayBuffer()) {
    throw MakeError(env,
                    Status("E_SHARED", "an array on shared memory can change while it is read"));
  }
  if (buffer.IsDetached()) {
    throw MakeError(env, Status("E_DETACHED", "the array's memory has been transferred away"));
  }
  const size_t offset = array.ByteOffset(), size = array.ByteLength();
  if (offset > buffer.ByteLength() || size > buffer.ByteLength() - offset) {
    throw MakeError(env, Status("E_BOUNDS", "the array reaches past the end of its buffer"));
  }
  return {static_cast<uint8_t*>(buffer.Data()) + offset, size};
}

double NumberField(const Napi::Object& object, const char* name) {
  return object.Get(name).As<Napi::Number>().DoubleValue();
}

std::string StringField(const Napi::Object& object, const char* name) {
  return object.Get(name).As<Napi::String>().Utf8Value();
}

bool BoolField(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  return value.IsBoolean() && value.As<Napi::Boolean>().Value();
}

int64_t IntegerWithin(Napi::Env env, double value, int64_t lo, int64_t hi, const char* message) {
  const bool inside = value >= static_cast<double>(lo) && value <= static_cast<double>(hi);
  if (!inside || value != std::floor(value)) throw MakeError(env, Status("E_BOUNDS", message));
  return static_cast<int64_t>(value);
}

DType DTypeOf(Napi::Value code) {
  const uint32_t value = code.As<Napi::Number>().Uint32Value();
  if (value > static_cast<uint32_t>(DType::kFloat32)) {
    throw MakeError(code.Env(), Status("E_DTYPE", "native: unknown dtype code"));
  }
  return static_cast<DType>(value);
}

Shape ShapeOf(Napi::Value array) {
  const Napi::Object values = array.As<Napi::Object>();
  return {values.Get(0u).As<Napi::Number>().Int64Value(),
          values.Get(1u).As<Napi::Number>().Int64Value(),
          values.Get(2u).As<Napi::Number>().Int64Value()};
}

Napi::Array ToArray(Napi::Env env, const Shape& shape) {
  Napi::Array array = Napi::Array::New(env, 3);
  array.Set(0u, static_cast<double>(shape.height));
  array.Set(1u, static_cast<double>(shape.width));
  array.Set(2u, static_cast<double>(shape.channels));
  return array;
}

CallKey CallKeyOf(const Napi::Object& key) {
  CallKey call;
  call.key.seed = static_cast<uint64_t>(NumberField(key, "seed"));
  call.key.epoch = static_cast<uint32_t>(NumberField(key, "epoch"));
  call.key.index = static_cast<uint64_t>(NumberField(key, "index"));
  call.key.view = static_cast<uint32_t>(NumberField(key, "view"));
  call.batch_index = static_cast<uint64_t>(NumberField(key, "batchIndex"));
  call.supersede_seeds = BoolField(key, "supersede");
  return call;
}

Napi::Error MakeError(Napi::Env env, const Status& status) {
  Napi::Error error = Napi::Error::New(env, status.message());
  error.Set("code", Napi::String::New(env, status.code()));
  return error;
}

}  // namespace imagepipeline
