// What one JavaScript environment (main thread or worker) keeps: its class constructors. Freed with
// the environment.
#ifndef IMAGEPIPELINE_BINDING_ENV_STATE_H_
#define IMAGEPIPELINE_BINDING_ENV_STATE_H_

#include <napi.h>

namespace imagepipeline {

struct EnvState {
  Napi::FunctionReference block_constructor;
};

inline EnvState& GetEnvState(Napi::Env env) { return *env.GetInstanceData<EnvState>(); }

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_ENV_STATE_H_
