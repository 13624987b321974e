// Tensors of tfjs-node in and out without a copy: what JavaScript sees of native/tensorflow.
#ifndef IMAGEPIPELINE_BINDING_TENSOR_BRIDGE_H_
#define IMAGEPIPELINE_BINDING_TENSOR_BRIDGE_H_

#include <napi.h>

namespace imagepipeline {

// registerTensorOps(bindingPath): { handle, exportOp, importOp, version, alignment } or
// { reason }.
Napi::Value RegisterTensorOps(const Napi::CallbackInfo& info);

// exportTensor(ops, run): runs run(), which must execute exportOp on one tensor, and returns
// { block, dtype } of that tensor; dtype is -1 when it is none of ours.
Napi::Value ExportTensor(const Napi::CallbackInfo& info);

// importTensor(ops, block, dims, dtype, run): returns run(), which must execute importOp. The block
// has become that tensor and is released, whatever happens.
Napi::Value ImportTensor(const Napi::CallbackInfo& info);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_TENSOR_BRIDGE_H_
