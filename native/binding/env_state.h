// What one JavaScript environment (main thread or worker) keeps: its class constructors, and the
// tensors it has borrowed. Freed with the environment.
#ifndef IMAGEPIPELINE_BINDING_ENV_STATE_H_
#define IMAGEPIPELINE_BINDING_ENV_STATE_H_

#include <napi.h>

#include <memory>
#include <vector>

#include "binding/block_memory.h"

namespace imagepipeline {

struct EnvState {
  Napi::FunctionReference block_constructor;
  Napi::FunctionReference whitening_constructor;
  Napi::FunctionReference moments_constructor;
  // Some may be gone already. Given back when the environment ends.
  std::vector<std::weak_ptr<BlockMemory>> borrowed;
  bool returns_borrowed = false;
};

inline EnvState& GetEnvState(Napi::Env env) { return *env.GetInstanceData<EnvState>(); }

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_ENV_STATE_H_
