#include "codec/exif.h"

#include <cstring>

namespace imagepipeline {
namespace {

constexpr size_t kSignatureSize = 6;  // "Exif\0\0", then a TIFF file
constexpr size_t kTiffHeaderSize = 8;
constexpr size_t kEntrySize = 12;
constexpr uint16_t kOrientationTag = 0x0112;
constexpr uint16_t kShortType = 3;

// Reads integers of a TIFF file in its own byte order. Callers check the bounds.
struct TiffBytes {
  const uint8_t* data;
  bool big_endian;

  uint16_t U16(size_t offset) const {
    const uint8_t* p = data + offset;
    return static_cast<uint16_t>(big_endian ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
  }
  uint32_t U32(size_t offset) const {
    const uint32_t first = U16(offset);
    const uint32_t second = U16(offset + 2);
    return big_endian ? first << 16 | second : second << 16 | first;
  }
};

}  // namespace

// Only the first directory is read and no offset is ever followed twice, so a cycle of directories
// cannot trap us.
int ReadExifOrientation(const uint8_t* data, size_t size) {
  if (size < kSignatureSize + kTiffHeaderSize ||
      std::memcmp(data, "Exif\0\0", kSignatureSize) != 0) {
    return 1;
  }
  data += kSignatureSize;
  size -= kSignatureSize;
  const bool big_endian = data[0] == 'M' && data[1] == 'M';
  if (!big_endian && !(data[0] == 'I' && data[1] == 'I')) return 1;
  const TiffBytes tiff{data, big_endian};
  if (tiff.U16(2) != 42) return 1;

  const size_t directory = tiff.U32(4);
  if (directory > size - 2) return 1;
  const size_t first_entry = directory + 2;
  const size_t entry_count = tiff.U16(directory);
  for (size_t i = 0; i < entry_count; ++i) {
    const size_t entry = first_entry + i * kEntrySize;
    if (entry + kEntrySize > size) return 1;
    if (tiff.U16(entry) != kOrientationTag) continue;
    if (tiff.U16(entry + 2) != kShortType || tiff.U32(entry + 4) != 1) return 1;
    const int orientation = tiff.U16(entry + 8);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
  }
  return 1;
}

}  // namespace imagepipeline
