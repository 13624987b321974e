#include "binding/parse_program.h"

#include "binding/convert.h"

namespace imagepipeline {
namespace {

ParamValue ParseParam(const Napi::Value& value) {
  ParamValue param;
  if (value.IsString()) {
    param.word = value.As<Napi::String>().Utf8Value();
  } else if (value.IsBoolean()) {
    param.numbers.push_back(value.As<Napi::Boolean>().Value() ? 1 : 0);
  } else if (value.IsNumber()) {
    param.numbers.push_back(value.As<Napi::Number>().DoubleValue());
  } else if (value.IsTypedArray()) {
    const Napi::Float64Array numbers = value.As<Napi::Float64Array>();
    param.numbers.assign(numbers.Data(), numbers.Data() + numbers.ElementLength());
  } else if (value.IsArray()) {
    const Napi::Array numbers = value.As<Napi::Array>();
    param.numbers.reserve(numbers.Length());
    for (uint32_t i = 0; i < numbers.Length(); ++i) {
      param.numbers.push_back(numbers.Get(i).As<Napi::Number>().DoubleValue());
    }
  } else {
    throw MakeError(value.Env(), Status("E_SPEC", "native: a stage parameter has an unknown type"));
  }
  return param;
}

std::vector<GateSpec> ParseGates(const Napi::Array& gates) {
  std::vector<GateSpec> result;
  result.reserve(gates.Length());
  for (uint32_t i = 0; i < gates.Length(); ++i) {
    const Napi::Object gate = gates.Get(i).As<Napi::Object>();
    result.push_back({gate.Get("stage").As<Napi::Number>().Uint32Value(),
                      gate.Get("equals").As<Napi::Number>().DoubleValue()});
  }
  return result;
}

StageSpec ParseStage(const Napi::Object& object) {
  StageSpec stage;
  stage.kind = StringField(object, "kind");
  stage.layer = object.Get("layer").As<Napi::Number>().Uint32Value();
  const Napi::Value seed = object.Get("seed");
  if (seed.IsNumber()) stage.seed = static_cast<uint64_t>(seed.As<Napi::Number>().Int64Value());
  stage.per_batch = BoolField(object, "perBatch");
  stage.dtype = StringField(object, "dtype");
  const Napi::Value dtype_of = object.Get("dtypeOf");
  if (dtype_of.IsNumber()) stage.dtype_of = dtype_of.As<Napi::Number>().Uint32Value();
  const Napi::Value gates = object.Get("gates");
  if (gates.IsArray()) stage.gates = ParseGates(gates.As<Napi::Array>());
  const Napi::Object params = object.Get("params").As<Napi::Object>();
  const Napi::Array names = params.GetPropertyNames();
  for (uint32_t i = 0; i < names.Length(); ++i) {
    const Napi::Value name = names.Get(i);
    stage.params[name.As<Napi::String>().Utf8Value()] = ParseParam(params.Get(name));
  }
  return stage;
}

}  // namespace

Program ParseProgram(const Napi::Object& object) {
  Program program;
  program.fuse = BoolField(object, "fuse");
  program.role = BoolField(object, "masks") ? Role::kMask : Role::kImage;
  const Napi::Value fill = object.Get("maskFillValue");
  if (fill.IsNumber()) program.mask_fill_value = fill.As<Napi::Number>().DoubleValue();
  const Napi::Array stages = object.Get("stages").As<Napi::Array>();
  for (uint32_t i = 0; i < stages.Length(); ++i) {
    program.stages.push_back(ParseStage(stages.Get(i).As<Napi::Object>()));
  }
  return program;
}

}  // namespace imagepipeline
