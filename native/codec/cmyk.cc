#include "codec/cmyk.h"

namespace imagepipeline {
namespace {

uint32_t MultiplyLight(uint32_t a, uint32_t b) { return (a * b + 127) / 255; }

// ITU-R BT.601 luma in 16-bit fixed point, rounded: the same integers as libjpeg and Pillow.
uint8_t Luma(uint32_t red, uint32_t green, uint32_t blue) {
  return static_cast<uint8_t>((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
}

}  // namespace

// In place is safe: a pixel shrinks or keeps its size, so what is written was read before.
void ConvertCmykInPlace(uint8_t* pixels, size_t count, int channels, bool inverted) {
  const uint32_t flip = inverted ? 0 : 255;
  const uint8_t* in = pixels;
  uint8_t* out = pixels;
  for (size_t i = 0; i < count; ++i, in += 4, out += channels) {
    const uint32_t black = in[3] ^ flip;
    const uint32_t red = MultiplyLight(in[0] ^ flip, black);
    const uint32_t green = MultiplyLight(in[1] ^ flip, black);
    const uint32_t blue = MultiplyLight(in[2] ^ flip, black);
    if (channels == 1) {
      out[0] = Luma(red, green, blue);
      continue;
    }
    out[0] = static_cast<uint8_t>(red);
    out[1] = static_cast<uint8_t>(green);
    out[2] = static_cast<uint8_t>(blue);
    if (channels == 4) out[3] = 255;
  }
}

}  // namespace imagepipeline
