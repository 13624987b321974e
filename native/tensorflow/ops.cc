#include "tensorflow/ops.h"

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "tensorflow/library.h"

namespace imagepipeline {

namespace {

// A plain pointer, so that no thread has anything to destroy when it ends.
thread_local TfFrame* current_frame = nullptr;

// All images of the process, by the address of their registry's function. Never destroyed, because
// pool threads and TensorFlow may outlive main().
struct Registry {
  std::mutex mutex;
  std::map<const void*, std::unique_ptr<TfImage>> images;
};

Registry& TheRegistry() {
  static Registry* registry = new Registry;
  return *registry;
}

// The functions for a kernel that is run outside any frame, which nobody but a stranger does.
const TfApi* AnyApi() {
  Registry& registry = TheRegistry();
  const std::lock_guard<std::mutex> lock(registry.mutex);
  return registry.images.empty() ? nullptr : &registry.images.begin()->second->api;
}

void Fail(const TfApi& api, TF_OpKernelContext* context, TF_Status* status, const char* message) {
  api.SetStatus(status, kTfFailedPrecondition, message);
  api.OpKernelContext_Failure(context, status);
}

// Kernels are called by TensorFlow, through which no exception may pass.
void ComputeExport(void* /*kernel*/, TF_OpKernelContext* context) noexcept {
  TfFrame* frame = TfFrame::Current();
  const TfApi* api = frame != nullptr ? &frame->image().api : AnyApi();
  if (api == nullptr) return;
  TF_Status* status = api->NewStatus();
  TF_Tensor* tensor = nullptr;
  if (frame == nullptr) {
    Fail(*api, context, status, "this op belongs to tfjs-image-pipeline");
  } else {
    api->GetInput(context, 0, &tensor, status);
    if (api->GetCode(status) != kTfOk) {
      api->OpKernelContext_Failure(context, status);
    } else {
      frame->Exported(tensor);
    }
  }
  api->DeleteStatus(status);
}

void ComputeImport(void* /*kernel*/, TF_OpKernelContext* context) noexcept {
  const TfFrame* frame = TfFrame::Current();
  const TfApi* api = frame != nullptr ? &frame->image().api : AnyApi();
  if (api == nullptr) return;
  TF_Status* status = api->NewStatus();
  if (frame == nullptr || frame->waiting() == nullptr) {
    Fail(*api, context, status, "this op belongs to tfjs-image-pipeline");
  } else {
    api->SetOutput(context, 0, frame->waiting(), status);
    if (api->GetCode(status) != kTfOk) api->OpKernelContext_Failure(context, status);
  }
  api->DeleteStatus(status);
}

// Only Import has an output, whose shape is whatever waits in the frame.
void UnknownShape(TF_ShapeInferenceContext* context, TF_Status* status) noexcept {
  const TfFrame* frame = TfFrame::Current();
  const TfApi* api = frame != nullptr ? &frame->image().api : AnyApi();
  if (api != nullptr) api->ShapeInferenceContextSetUnknownShape(context, status);
}

// TensorFlow ends the process when a name is taken. The address of a variable of ours tells copies
// of this addon apart; each TensorFlow has names of its own.
std::string UniqueName(const char* kind) {
  static const char kCopy = 0;
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::string name = std::string("TfjsImagePipeline") + kind;
  for (auto address = reinterpret_cast<uintptr_t>(&kCopy); address != 0; address >>= 4U) {
    name += kDigits[address & 15U];
  }
  return name;
}

std::string Register(const TfApi& api, const std::string& name, bool is_import) {
  TF_OpDefinitionBuilder* op = api.NewOpDefinitionBuilder(name.c_str());
  api.OpDefinitionBuilderAddAttr(op, "T: type");
  if (is_import) {
    api.OpDefinitionBuilderAddOutput(op, "y: T");
    api.OpDefinitionBuilderSetShapeInferenceFunction(op, UnknownShape);
  } else {
    api.OpDefinitionBuilderAddInput(op, "x: T");
  }
  api.OpDefinitionBuilderSetIsStateful(op, true);
  TF_Status* status = api.NewStatus();
  api.RegisterOpDefinition(op, status);
  if (api.GetCode(status) == kTfOk) {
    TF_KernelBuilder* kernel = api.NewKernelBuilder(
        name.c_str(), "CPU", nullptr, is_import ? ComputeImport : ComputeExport, nullptr);
    api.RegisterKernelBuilder(name.c_str(), kernel, status);
  }
  std::string reason;
  if (api.GetCode(status) != kTfOk) {
    reason = "TensorFlow refused the op " + name + ": " + api.Message(status);
  }
  api.DeleteStatus(status);
  return reason;
}

void KeepMemory(void* /*data*/, size_t /*size*/, void* /*arg*/) {}

// The smallest power of two from 8 on to which addresses must be aligned.
size_t ProbeAlignment(const TfApi& api) {
  constexpr size_t kLargest = 64;
  alignas(kLargest) static std::array<uint8_t, 2 * kLargest> bytes;
  const int64_t dims = 8;
  for (size_t offset = 8; offset < kLargest; offset *= 2) {
    uint8_t* data = bytes.data() + offset;
    TF_Tensor* tensor = api.NewTensor(kTfUint8, &dims, 1, data, 8, KeepMemory, nullptr);
    const bool shared = tensor != nullptr && api.TensorData(tensor) == data;
    if (tensor != nullptr) api.DeleteTensor(tensor);
    if (shared) return offset;
  }
  return kLargest;
}

}  // namespace

TfImage* RegisterOps(const std::string& binding_path, std::string* reason) {
  TfApi api;
  *reason = FindTensorflow(binding_path, &api);
  if (!reason->empty()) return nullptr;
  Registry& registry = TheRegistry();
  const std::lock_guard<std::mutex> lock(registry.mutex);
  std::unique_ptr<TfImage>& image =
      registry.images[reinterpret_cast<const void*>(api.RegisterOpDefinition)];
  if (image == nullptr) {
    auto fresh = std::make_unique<TfImage>();
    fresh->api = api;
    fresh->export_op = UniqueName("Export");
    fresh->import_op = UniqueName("Import");
    fresh->alignment = ProbeAlignment(api);
    fresh->failure = Register(api, fresh->export_op, false);
    if (fresh->failure.empty()) fresh->failure = Register(api, fresh->import_op, true);
    image = std::move(fresh);
  }
  *reason = image->failure;
  return reason->empty() ? image.get() : nullptr;
}

TfFrame::TfFrame(const TfImage& image, TF_Tensor* waiting)
    : image_(image), waiting_(waiting), outer_(std::exchange(current_frame, this)) {}

TfFrame::~TfFrame() {
  current_frame = outer_;
  if (waiting_ != nullptr) image_.api.DeleteTensor(waiting_);
  if (exported_ != nullptr) image_.api.DeleteTensor(exported_);
}

TF_Tensor* TfFrame::TakeExported() { return std::exchange(exported_, nullptr); }

TfFrame* TfFrame::Current() { return current_frame; }

void TfFrame::Exported(TF_Tensor* tensor) {
  if (exported_ != nullptr) image_.api.DeleteTensor(exported_);
  exported_ = tensor;
}

}  // namespace imagepipeline
