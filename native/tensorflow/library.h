// Finds the TensorFlow that a loaded tfjs-node uses.
#ifndef IMAGEPIPELINE_TENSORFLOW_LIBRARY_H_
#define IMAGEPIPELINE_TENSORFLOW_LIBRARY_H_

#include <string>

#include "tensorflow/c_api.h"

namespace imagepipeline {

// Fills `api` with the functions of the TensorFlow behind the addon of tfjs-node at `binding_path`,
// which must be loaded, and keeps that TensorFlow loaded for ever: once ops are registered, either
// side holds pointers into the other. Returns "" or why it cannot be used.
std::string FindTensorflow(const std::string& binding_path, TfApi* api);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_TENSORFLOW_LIBRARY_H_
