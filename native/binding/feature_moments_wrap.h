// FeatureMoments: the state of fitting a whitening as JavaScript sees it. Work on pool threads
// holds the state; what does not go together with it is refused (E_BUSY).
#ifndef IMAGEPIPELINE_BINDING_FEATURE_MOMENTS_WRAP_H_
#define IMAGEPIPELINE_BINDING_FEATURE_MOMENTS_WRAP_H_

#include <napi.h>

#include <memory>

#include "linalg/feature_moments.h"

namespace imagepipeline {

// Counts are touched on the JavaScript thread only.
struct SharedMoments {
  std::unique_ptr<FeatureMoments> moments;
  int shares = 0;  // running
  int others = 0;  // running merges, writes and fits
  // As of the last moment without running work.
  int64_t count = 0;
  uint64_t bytes = 0;

  bool idle() const { return shares == 0 && others == 0; }
};

class FeatureMomentsWrap : public Napi::ObjectWrap<FeatureMomentsWrap> {
 public:
  static Napi::Function Define(Napi::Env env);

  // new FeatureMoments({ features, channels, dtype, maxSamples, seed })
  explicit FeatureMomentsWrap(const Napi::CallbackInfo& info);

 private:
  static Napi::Value FromBytes(const Napi::CallbackInfo& info);

  Napi::Value Features(const Napi::CallbackInfo& info);
  Napi::Value Channels(const Napi::CallbackInfo& info);
  Napi::Value Dtype(const Napi::CallbackInfo& info);
  Napi::Value Count(const Napi::CallbackInfo& info);
  Napi::Value ByteLength(const Napi::CallbackInfo& info);
  Napi::Value Add(const Napi::CallbackInfo& info);
  Napi::Value Multiply(const Napi::CallbackInfo& info);
  void Settle(const Napi::CallbackInfo& info);
  Napi::Value Merge(const Napi::CallbackInfo& info);
  Napi::Value ToBytes(const Napi::CallbackInfo& info);
  Napi::Value Solve(const Napi::CallbackInfo& info);

  // Throws E_BUSY while anything runs.
  void CheckIdle(Napi::Env env) const;
  void Refresh() const;

  std::shared_ptr<SharedMoments> shared_;
};

// lapack(): { path } or { reason }
Napi::Value LapackCall(const Napi::CallbackInfo& info);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_FEATURE_MOMENTS_WRAP_H_
