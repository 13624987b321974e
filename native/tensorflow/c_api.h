// The part of TensorFlow's C API that is used here, as function pointers: there are no TensorFlow
// headers to build with and no library to link to. The types are opaque, the signatures and numbers
// are those of TensorFlow's stable ABI.
#ifndef IMAGEPIPELINE_TENSORFLOW_C_API_H_
#define IMAGEPIPELINE_TENSORFLOW_C_API_H_

#include <cstddef>
#include <cstdint>

extern "C" {
struct TF_Status;
struct TF_Tensor;
struct TF_OpDefinitionBuilder;
struct TF_ShapeInferenceContext;
struct TF_KernelBuilder;
struct TF_OpKernelConstruction;
struct TF_OpKernelContext;

using TF_ShapeFunction = void (*)(TF_ShapeInferenceContext*, TF_Status*);
using TF_KernelCreate = void* (*)(TF_OpKernelConstruction*);
using TF_KernelCompute = void (*)(void* kernel, TF_OpKernelContext*);
using TF_KernelDelete = void (*)(void* kernel);
using TF_Deallocator = void (*)(void* data, size_t size, void* arg);
}

namespace imagepipeline {

enum TfType : int { kTfFloat = 1, kTfInt32 = 3, kTfUint8 = 4, kTfUint16 = 17 };
enum TfCode : int { kTfOk = 0, kTfFailedPrecondition = 9 };

// Every function as X(return type, name without TF_, parameters).
#define IMAGEPIPELINE_TF_FUNCTIONS(X)                                                              \
  X(const char*, Version, ())                                                                      \
  X(TF_Status*, NewStatus, ())                                                                     \
  X(void, DeleteStatus, (TF_Status*))                                                              \
  X(void, SetStatus, (TF_Status*, int code, const char* message))                                  \
  X(int, GetCode, (const TF_Status*))                                                              \
  X(const char*, Message, (const TF_Status*))                                                      \
  X(TF_OpDefinitionBuilder*, NewOpDefinitionBuilder, (const char* name))                           \
  X(void, OpDefinitionBuilderAddInput, (TF_OpDefinitionBuilder*, const char* spec))                \
  X(void, OpDefinitionBuilderAddOutput, (TF_OpDefinitionBuilder*, const char* spec))               \
  X(void, OpDefinitionBuilderAddAttr, (TF_OpDefinitionBuilder*, const char* spec))                 \
  X(void, OpDefinitionBuilderSetIsStateful, (TF_OpDefinitionBuilder*, bool))                       \
  X(void, OpDefinitionBuilderSetShapeInferenceFunction,                                            \
    (TF_OpDefinitionBuilder*, TF_ShapeFunction))                                                   \
  X(void, ShapeInferenceContextSetUnknownShape, (TF_ShapeInferenceContext*, TF_Status*))           \
  X(void, RegisterOpDefinition, (TF_OpDefinitionBuilder*, TF_Status*))                             \
  X(TF_KernelBuilder*, NewKernelBuilder,                                                           \
    (const char* op, const char* device, TF_KernelCreate, TF_KernelCompute, TF_KernelDelete))      \
  X(void, RegisterKernelBuilder, (const char* kernel, TF_KernelBuilder*, TF_Status*))              \
  X(void, GetInput, (TF_OpKernelContext*, int index, TF_Tensor**, TF_Status*))                     \
  X(void, SetOutput, (TF_OpKernelContext*, int index, const TF_Tensor*, TF_Status*))               \
  X(void, OpKernelContext_Failure, (TF_OpKernelContext*, TF_Status*))                              \
  X(TF_Tensor*, NewTensor,                                                                         \
    (int type, const int64_t* dims, int rank, void* data, size_t size, TF_Deallocator, void* arg)) \
  X(void, DeleteTensor, (TF_Tensor*))                                                              \
  X(int, TensorType, (const TF_Tensor*))                                                           \
  X(size_t, TensorByteSize, (const TF_Tensor*))                                                    \
  X(void*, TensorData, (const TF_Tensor*))

// The functions of one loaded TensorFlow.
struct TfApi {
#define IMAGEPIPELINE_TF_MEMBER(result, name, parameters) result(*name) parameters = nullptr;
  IMAGEPIPELINE_TF_FUNCTIONS(IMAGEPIPELINE_TF_MEMBER)
#undef IMAGEPIPELINE_TF_MEMBER
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_TENSORFLOW_C_API_H_
