// The part of TensorFlow's C API that is used here, as function pointers: there are no TensorFlow
// headers to build with and no library to link to. The types are opaque, the signatures and numbers
// are those of TensorFlow's stable ABI.
#ifndef IMAGEPIPELINE_TENSORFLOW_C_API_H_
#define IMAGEPIPELINE_TENSORFLOW_C_API_H_

#include <cstddef>
#include <cstdint>
#include <type_traits>

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

// Every function as X(name without TF_, signature).
#define IMAGEPIPELINE_TF_FUNCTIONS(X)                                                              \
  X(Version, const char*())                                                                        \
  X(NewStatus, TF_Status*())                                                                       \
  X(DeleteStatus, void(TF_Status*))                                                                \
  X(SetStatus, void(TF_Status*, int code, const char* message))                                    \
  X(GetCode, int(const TF_Status*))                                                                \
  X(Message, const char*(const TF_Status*))                                                        \
  X(NewOpDefinitionBuilder, TF_OpDefinitionBuilder*(const char* name))                             \
  X(OpDefinitionBuilderAddInput, void(TF_OpDefinitionBuilder*, const char* spec))                  \
  X(OpDefinitionBuilderAddOutput, void(TF_OpDefinitionBuilder*, const char* spec))                 \
  X(OpDefinitionBuilderAddAttr, void(TF_OpDefinitionBuilder*, const char* spec))                   \
  X(OpDefinitionBuilderSetIsStateful, void(TF_OpDefinitionBuilder*, bool))                         \
  X(OpDefinitionBuilderSetShapeInferenceFunction, void(TF_OpDefinitionBuilder*, TF_ShapeFunction)) \
  X(ShapeInferenceContextSetUnknownShape, void(TF_ShapeInferenceContext*, TF_Status*))             \
  X(RegisterOpDefinition, void(TF_OpDefinitionBuilder*, TF_Status*))                               \
  X(NewKernelBuilder, TF_KernelBuilder*(const char* op, const char* device, TF_KernelCreate,       \
                                        TF_KernelCompute, TF_KernelDelete))                        \
  X(RegisterKernelBuilder, void(const char* kernel, TF_KernelBuilder*, TF_Status*))                \
  X(GetInput, void(TF_OpKernelContext*, int index, TF_Tensor**, TF_Status*))                       \
  X(SetOutput, void(TF_OpKernelContext*, int index, const TF_Tensor*, TF_Status*))                 \
  X(OpKernelContext_Failure, void(TF_OpKernelContext*, TF_Status*))                                \
  X(NewTensor, TF_Tensor*(int type, const int64_t* dims, int rank, void* data, size_t size,        \
                          TF_Deallocator, void* arg))                                              \
  X(DeleteTensor, void(TF_Tensor*))                                                                \
  X(TensorType, int(const TF_Tensor*))                                                             \
  X(TensorByteSize, size_t(const TF_Tensor*))                                                      \
  X(TensorData, void*(const TF_Tensor*))

// The functions of one loaded TensorFlow.
struct TfApi {
#define IMAGEPIPELINE_TF_MEMBER(name, ...) std::add_pointer_t<__VA_ARGS__> name = nullptr;
  IMAGEPIPELINE_TF_FUNCTIONS(IMAGEPIPELINE_TF_MEMBER)
#undef IMAGEPIPELINE_TF_MEMBER
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_TENSORFLOW_C_API_H_
