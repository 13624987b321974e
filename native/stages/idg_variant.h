// Whose ImageDataGenerator a stage follows: this library's own or an old one.
#ifndef IMAGEPIPELINE_STAGES_IDG_VARIANT_H_
#define IMAGEPIPELINE_STAGES_IDG_VARIANT_H_

#include <cstdint>

#include "program/param_reader.h"

namespace imagepipeline {

enum class IdgVariant : uint8_t { kCorrected, kIdg11, kIdg2 };

inline IdgVariant ReadIdgVariant(ParamReader& params) {
  return params.Word<IdgVariant>("variant", {{"corrected", IdgVariant::kCorrected},
                                             {"idg-1.1", IdgVariant::kIdg11},
                                             {"idg-2", IdgVariant::kIdg2}});
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_STAGES_IDG_VARIANT_H_
