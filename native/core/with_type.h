// From a dtype to the C++ type of its values.
#ifndef IMAGEPIPELINE_CORE_WITH_TYPE_H_
#define IMAGEPIPELINE_CORE_WITH_TYPE_H_

#include <cstdint>

#include "core/image.h"

namespace imagepipeline {

// Calls `function` with a value of the C++ type of `dtype` and gives what it gives.
template <typename Function>
auto WithType(DType dtype, const Function& function) {
  switch (dtype) {
    case DType::kUint8:
      return function(uint8_t{});
    case DType::kUint16:
      return function(uint16_t{});
    case DType::kInt32:
      return function(int32_t{});
    case DType::kFloat32:
      break;
  }
  return function(float{});
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_WITH_TYPE_H_
