// The size a JPEG is decoded at; JpegOutputShape of jpeg.h is the public answer.
#ifndef IMAGEPIPELINE_CODEC_JPEG_SHAPE_H_
#define IMAGEPIPELINE_CODEC_JPEG_SHAPE_H_

#include "codec/jpeg.h"

namespace imagepipeline {

// libjpeg's inverse DCT makes 1 to 8 pixels a side from each block of 8.
inline constexpr int kJpegScaleDenominator = 8;

// The M of the scale M / 8.
int JpegScaleNumerator(const JpegHeader& header, const JpegOptions& options);

// Whether width and height of the result are those of the stored picture the other way round.
bool JpegSwapsSides(const JpegHeader& header, const JpegOptions& options);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CODEC_JPEG_SHAPE_H_
