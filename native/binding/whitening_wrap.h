// Whitening: a fitted whitening of whole images as JavaScript sees it.
#ifndef IMAGEPIPELINE_BINDING_WHITENING_WRAP_H_
#define IMAGEPIPELINE_BINDING_WHITENING_WRAP_H_

#include <napi.h>

#include <memory>

#include "linalg/whitening.h"

namespace imagepipeline {

class WhiteningWrap : public Napi::ObjectWrap<WhiteningWrap> {
 public:
  static Napi::Function Define(Napi::Env env);
  static Napi::Object Wrap(Napi::Env env, std::shared_ptr<const Whitening> whitening);
  // What a Whitening object holds. Throws E_TYPE for any other value.
  static std::shared_ptr<const Whitening> From(const Napi::Value& value);

  // new Whitening({ features, mean: Float64Array, matrix: Float32Array }) or
  // new Whitening({ features, mean, vectors: Float32Array, gains: Float32Array, baseGain })
  explicit WhiteningWrap(const Napi::CallbackInfo& info);
  WhiteningWrap(const WhiteningWrap&) = delete;
  WhiteningWrap& operator=(const WhiteningWrap&) = delete;
  ~WhiteningWrap() override;

 private:
  Napi::Value Features(const Napi::CallbackInfo& info);
  Napi::Value Dense(const Napi::CallbackInfo& info);
  Napi::Value Rank(const Napi::CallbackInfo& info);
  Napi::Value BaseGain(const Napi::CallbackInfo& info);
  Napi::Value ByteLength(const Napi::CallbackInfo& info);
  Napi::Value Mean(const Napi::CallbackInfo& info);
  Napi::Value Gains(const Napi::CallbackInfo& info);
  Napi::Value Rows(const Napi::CallbackInfo& info);

  // Tells the collector how large this object is.
  void Hold(Napi::Env env, std::shared_ptr<const Whitening> whitening);

  std::shared_ptr<const Whitening> whitening_;
  int64_t told_bytes_ = 0;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_WHITENING_WRAP_H_
