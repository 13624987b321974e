// JPEG to uint8 pixels: colour converted, upright, optionally decoded at a fraction of the size.
#ifndef IMAGEPIPELINE_CODEC_JPEG_H_
#define IMAGEPIPELINE_CODEC_JPEG_H_

#include <cstddef>
#include <cstdint>

#include "core/image.h"
#include "core/status.h"
#include "runtime/pool.h"

namespace imagepipeline {

struct JpegHeader {
  int width = 0;   // as stored, before the orientation is applied
  int height = 0;  // as stored
  int components = 0;
  int orientation = 1;  // EXIF 1..8; 1 when missing or malformed
  bool progressive = false;
  bool arithmetic = false;
  bool cmyk = false;  // four inks, stored as CMYK
  bool ycck = false;  // four inks, stored as YCCK
  int bits = 8;
};

struct JpegOptions {
  // 0: as stored, 1 for gray and 3 for colour; 1: luma; 3: RGB; 4: RGB and opaque alpha
  int channels = 0;
  bool apply_orientation = true;
  // Wanted size after orientation, 0 for any. The smallest of 1, 1/2, 1/4 and 1/8 of the stored
  // size that is at least this on both sides is decoded; never more than the full size.
  int64_t target_height = 0;
  int64_t target_width = 0;
  uint64_t max_pixels = uint64_t{0x3fff} * 0x3fff;  // of the stored size; the default of sharp
  bool accept_truncated = false;  // keep the rows that are there, let libjpeg invent the rest
};

// E_EMPTY_FILE, E_FORMAT, E_TRUNCATED, E_HEADER, E_UNSUPPORTED, E_ALLOC.
Status ReadJpegHeader(const uint8_t* data, size_t size, JpegHeader* header);

// The shape that DecodeJpeg writes. Allocates nothing. E_PIXELS, E_CHANNELS, E_SIZE, E_OVERFLOW,
// E_UNSUPPORTED.
Status JpegOutputShape(const JpegHeader& header, const JpegOptions& options, Shape* shape);

// Decodes the first image of the data into `out`: uint8, shape from JpegOutputShape. What `out`
// holds after an error is unspecified. `truncated`, when given, tells whether accept_truncated was
// needed. Also E_CORRUPT.
Status DecodeJpeg(const uint8_t* data, size_t size, const JpegOptions& options, MutableImage out,
                  bool* truncated = nullptr);

// All three at once, into a block that is as large as the image.
Status DecodeJpegToBlock(const uint8_t* data, size_t size, const JpegOptions& options,
                         PoolBlock* pixels, Shape* shape);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CODEC_JPEG_H_
