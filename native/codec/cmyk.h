// Ink to light for CMYK pictures without a colour profile.
#ifndef IMAGEPIPELINE_CODEC_CMYK_H_
#define IMAGEPIPELINE_CODEC_CMYK_H_

#include <cstddef>
#include <cstdint>

namespace imagepipeline {

// Turns `count` CMYK pixels at `pixels` in place into packed pixels of `channels`: red = (255 - C)
// (255 - K) / 255, rounded, and so on; 1 channel is ITU-R 601 luma of that, the 4th of 4 channels
// is 255. `inverted`: the file stores 255 - ink, as Adobe programs do and say by their marker.
void ConvertCmykInPlace(uint8_t* pixels, size_t count, int channels, bool inverted);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CODEC_CMYK_H_
