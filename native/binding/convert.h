// Reading JavaScript values that the TypeScript side has validated. A wrong kind here is a bug of
// ours and throws.
#ifndef IMAGEPIPELINE_BINDING_CONVERT_H_
#define IMAGEPIPELINE_BINDING_CONVERT_H_

#include <napi.h>

#include <string>
#include <vector>

#include "core/image.h"
#include "core/status.h"
#include "program/plan.h"

namespace imagepipeline {

// The bytes of a typed array at this moment; data may be null when empty. Throws E_DETACHED /
// E_BOUNDS.
struct ByteSpan {
  uint8_t* data = nullptr;
  size_t size = 0;
};
ByteSpan BytesOf(Napi::Value typed_array);

double NumberField(const Napi::Object& object, const char* name);
std::string StringField(const Napi::Object& object, const char* name);
bool BoolField(const Napi::Object& object, const char* name);

// `value` as an integer within lo..hi; else throws E_BOUNDS with `message`.
int64_t IntegerWithin(Napi::Env env, double value, int64_t lo, int64_t hi, const char* message);

DType DTypeOf(Napi::Value code);
Shape ShapeOf(Napi::Value array);
Napi::Array ToArray(Napi::Env env, const Shape& shape);

// { seed, epoch, index, batchIndex, supersede } of the sample at `index`.
CallKey CallKeyOf(const Napi::Object& key);

// An Error with `code`, for throwing or rejecting.
Napi::Error MakeError(Napi::Env env, const Status& status);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_CONVERT_H_
