// A resize of uint8 as strips of columns (kernels/byte_axis.h): where they pick their taps, and how
// rows of two taps are mixed.
#ifndef IMAGEPIPELINE_RUNTIME_BYTE_STRIPS_H_
#define IMAGEPIPELINE_RUNTIME_BYTE_STRIPS_H_

#include <vector>

#include "kernels/byte_axis.h"

namespace imagepipeline {

// Without strips where the form does not serve: a window would have to be larger, or the row is
// shorter than a strip or a window.
BytePicks MakeBytePicks(const ByteAxis& columns, int64_t channels, const StripForm& form);

// Of rows of two taps; else empty.
std::vector<RowMix> MakeRowMixes(const ByteAxis& rows);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_BYTE_STRIPS_H_
