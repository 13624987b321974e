// Two ops of ours inside TensorFlow, by which tensors change hands without a copy.
//   Export (x: T) -> ()   hands out a counted reference to the tensor it is given.
//   Import () -> (y: T)   returns the tensor that is waiting in the frame.
// What a call is about travels in a frame of the calling thread, never in attributes: TensorFlow
// keeps a compiled kernel for every combination of those. The ops do no arithmetic, because inside
// a kernel TensorFlow flushes denormals to zero.
#ifndef IMAGEPIPELINE_TENSORFLOW_OPS_H_
#define IMAGEPIPELINE_TENSORFLOW_OPS_H_

#include <cstddef>
#include <string>

#include "tensorflow/c_api.h"

namespace imagepipeline {

// One TensorFlow with our ops in it. Never destroyed.
struct TfImage {
  TfApi api;
  std::string export_op;
  std::string import_op;
  // Addresses must be a multiple of this for TensorFlow to share memory instead of copying it.
  size_t alignment = 0;
  // Why the ops could not be registered. Kept, because a second try could end the process.
  std::string failure;
};

// The ops in the TensorFlow behind this addon of tfjs-node. They are registered at the first call
// for each TensorFlow of the process, whatever thread makes it. Null with a `reason` when they
// cannot be.
TfImage* RegisterOps(const std::string& binding_path, std::string* reason);

// What the next Export or Import on this thread is about; frames nest, and end with their scope.
class TfFrame {
 public:
  // `waiting`: the tensor that Import returns, or null for Export. Takes it over.
  TfFrame(const TfImage& image, TF_Tensor* waiting);
  TfFrame(const TfFrame&) = delete;
  TfFrame& operator=(const TfFrame&) = delete;
  ~TfFrame();

  // The tensor that Export was given; the caller's to delete. Null if it has not run.
  TF_Tensor* TakeExported();

  const TfImage& image() const { return image_; }
  // Called by the kernels.
  static TfFrame* Current();
  TF_Tensor* waiting() const { return waiting_; }
  void Exported(TF_Tensor* tensor);

 private:
  const TfImage& image_;
  TF_Tensor* waiting_;
  TF_Tensor* exported_ = nullptr;
  TfFrame* outer_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_TENSORFLOW_OPS_H_
