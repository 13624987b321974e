// A counted reference to a tensor of TensorFlow's, whose memory is only read.
#ifndef IMAGEPIPELINE_TENSORFLOW_BORROWED_TENSOR_H_
#define IMAGEPIPELINE_TENSORFLOW_BORROWED_TENSOR_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "tensorflow/c_api.h"

namespace imagepipeline {

// Must be destroyed on the JavaScript thread that made it: where TensorFlow shares the memory of a
// typed array, the last reference frees a JavaScript object.
class BorrowedTensor {
 public:
  BorrowedTensor() = default;
  BorrowedTensor(const TfApi& api, TF_Tensor* tensor) : api_(&api), tensor_(tensor) { ++count_; }
  BorrowedTensor(BorrowedTensor&& other) noexcept
      : api_(other.api_), tensor_(std::exchange(other.tensor_, nullptr)) {}
  BorrowedTensor& operator=(BorrowedTensor&&) = delete;
  ~BorrowedTensor() {
    if (tensor_ == nullptr) return;
    api_->DeleteTensor(tensor_);
    --count_;
  }

  int type() const { return api_->TensorType(tensor_); }
  size_t size() const { return api_->TensorByteSize(tensor_); }
  uint8_t* data() const { return static_cast<uint8_t*>(api_->TensorData(tensor_)); }

  // How many there are in the process.
  static int64_t Count() { return count_; }

 private:
  inline static std::atomic<int64_t> count_{0};

  const TfApi* api_ = nullptr;
  TF_Tensor* tensor_ = nullptr;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_TENSORFLOW_BORROWED_TENSOR_H_
