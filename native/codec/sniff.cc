#include "codec/sniff.h"

#include <algorithm>
#include <cstring>

namespace imagepipeline {
namespace {

bool HasBytes(const uint8_t* data, size_t size, size_t offset, const char* bytes, size_t count) {
  return size >= offset + count && std::memcmp(data + offset, bytes, count) == 0;
}

bool IsAvifBrand(const uint8_t* brand) {
  return std::memcmp(brand, "avif", 4) == 0 || std::memcmp(brand, "avis", 4) == 0;
}

// ISO base media file: box size (big endian), "ftyp", major brand, version, then compatible brands.
bool IsAvif(const uint8_t* data, size_t size) {
  if (size < 16 || std::memcmp(data + 4, "ftyp", 4) != 0) return false;
  const size_t box_size = static_cast<size_t>(data[0]) << 24 | static_cast<size_t>(data[1]) << 16 |
                          static_cast<size_t>(data[2]) << 8 | data[3];
  if (IsAvifBrand(data + 8)) return true;
  const size_t end = std::min(box_size, size);
  for (size_t offset = 16; offset + 4 <= end; offset += 4) {
    if (IsAvifBrand(data + offset)) return true;
  }
  return false;
}

}  // namespace

FileKind SniffKind(const uint8_t* data, size_t size) {
  if (HasBytes(data, size, 0, "\xff\xd8\xff", 3)) return FileKind::kJpeg;
  if (HasBytes(data, size, 0, "\x89PNG\r\n\x1a\n", 8)) return FileKind::kPng;
  if (HasBytes(data, size, 0, "GIF87a", 6) || HasBytes(data, size, 0, "GIF89a", 6)) {
    return FileKind::kGif;
  }
  if (HasBytes(data, size, 0, "RIFF", 4) && HasBytes(data, size, 8, "WEBP", 4)) {
    return FileKind::kWebp;
  }
  if (IsAvif(data, size)) return FileKind::kAvif;
  // 42 is classic TIFF, 43 BigTIFF, each in either byte order.
  if (HasBytes(data, size, 0, "II*\0", 4) || HasBytes(data, size, 0, "MM\0*", 4) ||
      HasBytes(data, size, 0, "II+\0", 4) || HasBytes(data, size, 0, "MM\0+", 4)) {
    return FileKind::kTiff;
  }
  if (HasBytes(data, size, 0, "BM", 2)) return FileKind::kBmp;
  return FileKind::kOther;
}

std::string FirstBytesInHex(const uint8_t* data, size_t size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  static constexpr size_t kShown = 8;
  std::string text;
  for (size_t i = 0; i < std::min(size, kShown); ++i) {
    if (i > 0) text += ' ';
    text += kDigits[data[i] >> 4];
    text += kDigits[data[i] & 15];
  }
  return text;
}

}  // namespace imagepipeline
