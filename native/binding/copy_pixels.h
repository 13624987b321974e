// Moves values between typed arrays and Blocks.
#ifndef IMAGEPIPELINE_BINDING_COPY_PIXELS_H_
#define IMAGEPIPELINE_BINDING_COPY_PIXELS_H_

#include <napi.h>

namespace imagepipeline {

// copyPixels(source, sourceDtype, target, targetDtype, offset): all values of `source` to the
// values from `offset` on of `target`. uint8 and uint16 may become int32; otherwise both dtypes are
// the same.
void CopyPixels(const Napi::CallbackInfo& info);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_COPY_PIXELS_H_
