#include "codec/jpeg_shape.h"

#include <limits>
#include <string>
#include <utility>

#include "codec/orientation.h"

namespace imagepipeline {
namespace {

Status CheckSupported(const JpegHeader& header) {
  if (header.bits != 8) {
    return Status("E_UNSUPPORTED",
                  std::to_string(header.bits) + "-bit JPEG is not supported, only 8-bit");
  }
  const bool four_inks = header.cmyk || header.ycck;
  if (header.components != 1 && header.components != 3 && !four_inks) {
    return Status("E_UNSUPPORTED", "JPEG with " + std::to_string(header.components) +
                                       " components is not supported, only gray, colour and CMYK");
  }
  return Status();
}

Status CheckOptions(const JpegOptions& options) {
  const int channels = options.channels;
  if (channels != 0 && channels != 1 && channels != 3 && channels != 4) {
    return Status("E_CHANNELS",
                  "channels must be 0, 1, 3 or 4; received " + std::to_string(channels));
  }
  if (options.target_height < 0 || options.target_width < 0) {
    return Status("E_SIZE", "the target size must not be negative");
  }
  return Status();
}

int64_t ScaledSide(int64_t side, int numerator) {
  return (side * numerator + kJpegScaleDenominator - 1) / kJpegScaleDenominator;
}

}  // namespace

bool JpegSwapsSides(const JpegHeader& header, const JpegOptions& options) {
  return options.apply_orientation && OrientationSwapsSides(header.orientation);
}

int JpegScaleNumerator(const JpegHeader& header, const JpegOptions& options) {
  if (options.target_height == 0 && options.target_width == 0) return kJpegScaleDenominator;
  const bool swaps = JpegSwapsSides(header, options);
  const int64_t stored_height = swaps ? options.target_width : options.target_height;
  const int64_t stored_width = swaps ? options.target_height : options.target_width;
  // Halves only: the other eighths have no fast transform and take longer than the full size.
  int numerator = 1;
  while (numerator < kJpegScaleDenominator &&
         (ScaledSide(header.height, numerator) < stored_height ||
          ScaledSide(header.width, numerator) < stored_width)) {
    numerator *= 2;
  }
  return numerator;
}

Status JpegOutputShape(const JpegHeader& header, const JpegOptions& options, Shape* shape) {
  Status status = CheckOptions(options);
  if (status.ok()) status = CheckSupported(header);
  if (!status.ok()) return status;
  if (header.width < 1 || header.height < 1) {
    return Status("E_HEADER", "the JPEG header declares no pixels");
  }
  const uint64_t pixels =
      static_cast<uint64_t>(header.width) * static_cast<uint64_t>(header.height);
  if (pixels > options.max_pixels) {
    return Status("E_PIXELS", "the image declares " + std::to_string(header.width) + " x " +
                                  std::to_string(header.height) + " pixels; the limit is " +
                                  std::to_string(options.max_pixels));
  }
  const int64_t channels = options.channels != 0    ? options.channels
                           : header.components == 1 ? 1
                                                    : 3;
  if (pixels > static_cast<uint64_t>(std::numeric_limits<int64_t>::max() / channels)) {
    return Status("E_OVERFLOW", "the size of the decoded image overflows");
  }
  const int numerator = JpegScaleNumerator(header, options);
  shape->height = ScaledSide(header.height, numerator);
  shape->width = ScaledSide(header.width, numerator);
  shape->channels = channels;
  if (JpegSwapsSides(header, options)) std::swap(shape->height, shape->width);
  return Status();
}

}  // namespace imagepipeline
