#include "codec/jpeg.h"

#include <algorithm>
#include <string>

#include "codec/cmyk.h"
#include "codec/exif.h"
#include "codec/jpeg_session.h"
#include "codec/jpeg_shape.h"
#include "codec/orientation.h"
#include "codec/sniff.h"
#include "runtime/pool.h"

namespace imagepipeline {
namespace {

constexpr int kStripRows = 16;  // one row of 2x2-subsampled blocks

Status CheckSignature(const uint8_t* data, size_t size) {
  static constexpr uint8_t kSignature[] = {0xff, 0xd8, 0xff};
  if (size == 0) return Status("E_EMPTY_FILE", "the file is empty");
  const size_t known = std::min(size, sizeof(kSignature));
  if (!std::equal(data, data + known, kSignature)) {
    return Status("E_FORMAT", "not a JPEG; the first bytes are " + FirstBytesInHex(data, size));
  }
  return Status();
}

int OrientationOf(const jpeg_decompress_struct& decoder) {
  for (jpeg_saved_marker_ptr marker = decoder.marker_list; marker; marker = marker->next) {
    const int orientation = ReadExifOrientation(marker->data, marker->data_length);
    if (orientation != 1) return orientation;
  }
  return 1;
}

// Reads up to the first scan. The session keeps pointing at `data`.
Status OpenSession(const uint8_t* data, size_t size, JpegSession* session, JpegHeader* header) {
  Status status = CheckSignature(data, size);
  if (!status.ok()) return status;
  if (!JpegReadHeaderStep(session, data, size)) return JpegSessionStatus(*session);
  const jpeg_decompress_struct& decoder = session->decoder;
  header->width = static_cast<int>(decoder.image_width);
  header->height = static_cast<int>(decoder.image_height);
  header->components = decoder.num_components;
  header->orientation = OrientationOf(decoder);
  header->progressive = decoder.progressive_mode;
  header->arithmetic = decoder.arith_code;
  header->cmyk = decoder.jpeg_color_space == JCS_CMYK;
  header->ycck = decoder.jpeg_color_space == JCS_YCCK;
  header->bits = decoder.data_precision;
  return Status();
}

// Speed options that change pixels are left out: the same file gives the same pixels on every
// machine.
void Configure(const JpegHeader& header, const JpegOptions& options, int64_t channels,
               jpeg_decompress_struct* decoder) {
  decoder->scale_num = static_cast<unsigned>(JpegScaleNumerator(header, options));
  decoder->scale_denom = kJpegScaleDenominator;
  decoder->dct_method = JDCT_ISLOW;
  decoder->do_fancy_upsampling = TRUE;
  if (header.cmyk || header.ycck) {
    decoder->out_color_space = JCS_CMYK;
  } else {
    decoder->out_color_space = channels == 1   ? JCS_GRAYSCALE
                               : channels == 3 ? JCS_RGB
                                               : JCS_EXT_RGBA;
  }
}

// Rows that need no change are decoded where they belong.
Status DecodeInPlace(const Placement& placement, const MutableImage& out, JpegSession* session) {
  JSAMPROW rows[kStripRows];
  for (int64_t y = 0; y < out.shape.height; y += kStripRows) {
    const int count = static_cast<int>(std::min<int64_t>(kStripRows, out.shape.height - y));
    for (int i = 0; i < count; ++i) {
      rows[i] = out.data + (placement.origin + (y + i) * placement.y_step) * out.shape.channels;
    }
    if (!JpegReadRowsStep(session, rows, count)) return JpegSessionStatus(*session);
  }
  return Status();
}

// Decodes into a strip of rows that is then converted from ink and put in place.
Status DecodeByStrips(const Placement& placement, const MutableImage& out, JpegSession* session) {
  const jpeg_decompress_struct& decoder = session->decoder;
  const int64_t width = decoder.output_width;
  const int64_t height = decoder.output_height;
  const int64_t stride = width * decoder.output_components;
  const PoolBlock strip = PoolBlock::Allocate(static_cast<size_t>(stride * kStripRows));
  if (!strip) return Status("E_ALLOC", "no memory for decoding this JPEG");
  auto* bytes = static_cast<uint8_t*>(strip.data());
  JSAMPROW rows[kStripRows];
  for (int i = 0; i < kStripRows; ++i) rows[i] = bytes + i * stride;
  for (int64_t y = 0; y < height; y += kStripRows) {
    const int64_t count = std::min<int64_t>(kStripRows, height - y);
    if (!JpegReadRowsStep(session, rows, static_cast<int>(count))) {
      return JpegSessionStatus(*session);
    }
    if (decoder.out_color_space == JCS_CMYK) {
      ConvertCmykInPlace(bytes, static_cast<size_t>(width * count),
                         static_cast<int>(out.shape.channels), decoder.saw_Adobe_marker);
    }
    PlaceRows(bytes, width, y, count, placement, out);
  }
  return Status();
}

Status DecodeRows(int orientation, const MutableImage& out, JpegSession* session) {
  const jpeg_decompress_struct& decoder = session->decoder;
  const Placement placement = PlacementOf(orientation, decoder.output_width, decoder.output_height);
  const bool whole_rows = placement.x_step == 1 && !OrientationSwapsSides(orientation);
  return whole_rows && decoder.out_color_space != JCS_CMYK
             ? DecodeInPlace(placement, out, session)
             : DecodeByStrips(placement, out, session);
}

// The rest of a decode whose header has been read and whose shape is `out`'s.
Status DecodeOpened(const JpegHeader& header, const JpegOptions& options, const MutableImage& out,
                    JpegSession* session) {
  Configure(header, options, out.shape.channels, &session->decoder);
  if (!JpegStartStep(session)) return JpegSessionStatus(*session);
  // Guards the writes below, should a libjpeg round the scaled size another way.
  const bool swaps = JpegSwapsSides(header, options);
  if (session->decoder.output_width != (swaps ? out.shape.height : out.shape.width) ||
      session->decoder.output_height != (swaps ? out.shape.width : out.shape.height)) {
    return Status("E_UNSUPPORTED", "this libjpeg scales JPEG sizes in another way");
  }
  Status status = DecodeRows(options.apply_orientation ? header.orientation : 1, out, session);
  if (!status.ok()) return status;
  return JpegFinishStep(session) ? Status() : JpegSessionStatus(*session);
}

}  // namespace

Status ReadJpegHeader(const uint8_t* data, size_t size, JpegHeader* header) {
  JpegSessionGuard guard;
  return OpenSession(data, size, guard.get(), header);
}

Status DecodeJpeg(const uint8_t* data, size_t size, const JpegOptions& options, MutableImage out,
                  bool* truncated) {
  JpegSessionGuard guard;
  JpegSession* session = guard.get();
  session->accept_truncated = options.accept_truncated;
  JpegHeader header;
  Status status = OpenSession(data, size, session, &header);
  Shape shape;
  if (status.ok()) status = JpegOutputShape(header, options, &shape);
  if (!status.ok()) return status;
  if (out.dtype != DType::kUint8) return Status("E_DTYPE", "a JPEG decodes to uint8");
  if (!(out.shape == shape)) return Status("E_SHAPE", "the output has not the shape of the JPEG");

  status = DecodeOpened(header, options, out, session);
  if (status.ok() && truncated) *truncated = session->truncated;
  return status;
}

Status DecodeJpegToBlock(const uint8_t* data, size_t size, const JpegOptions& options,
                         PoolBlock* pixels, Shape* shape) {
  JpegSessionGuard guard;
  JpegHeader header;
  Status status = OpenSession(data, size, guard.get(), &header);
  if (status.ok()) status = JpegOutputShape(header, options, shape);
  if (!status.ok()) return status;
  MutableImage image = {nullptr, DType::kUint8, *shape};
  if (pixels->size() < image.SizeBytes()) {
    pixels->Release();
    *pixels = PoolBlock::Allocate(image.SizeBytes());
  }
  if (!*pixels) {
    return Status("E_ALLOC",
                  "no memory for " + std::to_string(image.SizeBytes()) + " bytes of pixels");
  }
  image.data = static_cast<uint8_t*>(pixels->data());
  guard.get()->accept_truncated = options.accept_truncated;
  return DecodeOpened(header, options, image, guard.get());
}

}  // namespace imagepipeline
