// Fixtures and small JPEGs for the codec tests.
#ifndef IMAGEPIPELINE_TEST_NATIVE_CODEC_SUPPORT_H_
#define IMAGEPIPELINE_TEST_NATIVE_CODEC_SUPPORT_H_

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <string>
#include <vector>

// clang-format off: jpeglib.h needs size_t and FILE before it
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include "check.h"
#include "codec/jpeg.h"

namespace imagepipeline::test {

using Bytes = std::vector<uint8_t>;

// Every JPEG that decodes without an error.
inline constexpr const char* kGoodJpegs[] = {
    "baseline.jpg", "progressive.jpg", "gray.jpg",   "cmyk.jpg",   "exif-1.jpg", "exif-2.jpg",
    "exif-3.jpg",   "exif-4.jpg",      "exif-5.jpg", "exif-6.jpg", "exif-7.jpg", "exif-8.jpg"};

inline std::string FixturePath(const std::string& name) {
  const std::string here = __FILE__;
  return here.substr(0, here.rfind("native")) + "fixtures/images/" + name;
}

inline Bytes ReadFixture(const std::string& name) {
  std::ifstream file(FixturePath(name), std::ios::binary);
  CHECK(file.good());
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

struct Decoded {
  Status status;
  Shape shape;
  Bytes pixels;
  bool truncated = false;
};

// Header, shape, pixels: the three calls every user of the decoder makes.
inline Decoded Decode(const Bytes& data, const JpegOptions& options = {}) {
  Decoded decoded;
  JpegHeader header;
  decoded.status = ReadJpegHeader(data.data(), data.size(), &header);
  if (decoded.status.ok()) decoded.status = JpegOutputShape(header, options, &decoded.shape);
  if (!decoded.status.ok()) return decoded;
  decoded.pixels.assign(static_cast<size_t>(decoded.shape.ValueCount()), 0xcd);
  const MutableImage out{decoded.pixels.data(), DType::kUint8, decoded.shape};
  decoded.status = DecodeJpeg(data.data(), data.size(), options, out, &decoded.truncated);
  return decoded;
}

inline std::string DecodeCode(const Bytes& data, const JpegOptions& options = {}) {
  return Decode(data, options).status.code();
}

inline int LargestDifference(const Bytes& a, const Bytes& b) {
  if (!CHECK_EQ(a.size(), b.size())) return 256;
  int largest = 0;
  for (size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

// What EncodeFlat writes beyond a plain baseline JPEG.
struct FlatJpeg {
  std::vector<uint8_t> pixel;  // every pixel, in `colour_space`
  J_COLOR_SPACE colour_space = JCS_RGB;
  J_COLOR_SPACE stored_as = JCS_YCbCr;
  bool adobe_marker = false;
  bool arithmetic = false;
  std::vector<jpeg_scan_info> scans = {};  // progressive when given
  int width = 24;
  int height = 16;
};

inline Bytes EncodeFlat(const FlatJpeg& flat) {
  jpeg_compress_struct encoder;
  jpeg_error_mgr errors;
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&encoder, &memory, &size);
  encoder.image_width = static_cast<JDIMENSION>(flat.width);
  encoder.image_height = static_cast<JDIMENSION>(flat.height);
  encoder.input_components = static_cast<int>(flat.pixel.size());
  encoder.in_color_space = flat.colour_space;
  jpeg_set_defaults(&encoder);
  jpeg_set_colorspace(&encoder, flat.stored_as);
  jpeg_set_quality(&encoder, 100, TRUE);
  encoder.write_Adobe_marker = flat.adobe_marker;
  encoder.arith_code = flat.arithmetic;
  if (!flat.scans.empty()) {
    encoder.scan_info = flat.scans.data();
    encoder.num_scans = static_cast<int>(flat.scans.size());
  }
  jpeg_start_compress(&encoder, TRUE);
  Bytes row;
  for (int x = 0; x < flat.width; ++x) row.insert(row.end(), flat.pixel.begin(), flat.pixel.end());
  JSAMPROW rows[] = {row.data()};
  for (int y = 0; y < flat.height; ++y) jpeg_write_scanlines(&encoder, rows, 1);
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  Bytes data(memory, memory + size);
  std::free(memory);
  return data;
}

// Position of marker 0xff `code` in a JPEG whose earlier segments do not contain these two bytes.
inline size_t FindMarker(const Bytes& data, uint8_t code) {
  const uint8_t marker[] = {0xff, code};
  const auto found = std::search(data.begin(), data.end(), marker, marker + 2);
  CHECK(found != data.end());
  return static_cast<size_t>(found - data.begin());
}

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_TEST_NATIVE_CODEC_SUPPORT_H_
