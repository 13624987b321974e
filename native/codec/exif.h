// The one EXIF field that changes pixels: the orientation of a camera picture.
#ifndef IMAGEPIPELINE_CODEC_EXIF_H_
#define IMAGEPIPELINE_CODEC_EXIF_H_

#include <cstddef>
#include <cstdint>

namespace imagepipeline {

// `data` is the content of a JPEG APP1 segment. Answers 1..8 as the EXIF standard numbers them; 1,
// as stored, for anything missing, malformed or out of range.
int ReadExifOrientation(const uint8_t* data, size_t size);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CODEC_EXIF_H_
