// The orientation field of hand-made EXIF blocks.
#include <initializer_list>

#include "codec/exif.h"
#include "codec_support.h"

namespace imagepipeline::test {
namespace {

// One directory with one entry: the orientation, as a SHORT.
Bytes LittleEndian(uint8_t value) {
  return {'E',   'x', 'i',  'f',  0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0,  // header: directory at byte 8
          1,     0,   0x12, 0x01, 3, 0, 1,   0,   0,  0,              // one entry, type, count
          value, 0,   0,    0,    0, 0, 0,   0};                      // value, next directory
}

Bytes BigEndian(uint8_t value) {
  return {'E',  'x',  'i', 'f', 0, 0, 'M', 'M', 0, 42,    0, 0, 0, 8, 0, 1,
          0x01, 0x12, 0,   3,   0, 0, 0,   1,   0, value, 0, 0, 0, 0, 0, 0};
}

int Read(const Bytes& bytes) { return ReadExifOrientation(bytes.data(), bytes.size()); }

TEST(ExifOrientationIsReadInBothByteOrders) {
  for (uint8_t value = 1; value <= 8; ++value) {
    CHECK_EQ(Read(LittleEndian(value)), value);
    CHECK_EQ(Read(BigEndian(value)), value);
  }
}

TEST(ExifOrientationOutOfRangeIsAsStored) {
  for (const uint8_t value : Bytes{0, 9, 255}) {
    CHECK_EQ(Read(LittleEndian(value)), 1);
    CHECK_EQ(Read(BigEndian(value)), 1);
  }
}

TEST(ExifOrientationIsFoundBehindOtherEntries) {
  Bytes bytes = LittleEndian(6);
  const Bytes other = {0x0f, 0x01, 2, 0, 4, 0, 0, 0, 'c', 'a', 'm', 0};
  bytes.insert(bytes.begin() + 16, other.begin(), other.end());
  bytes[14] = 2;
  CHECK_EQ(Read(bytes), 6);
}

TEST(ExifOfAnotherTypeCountOrMagicIsAsStored) {
  for (const size_t at : {size_t{0}, size_t{6}, size_t{8}, size_t{18}, size_t{20}}) {
    Bytes bytes = LittleEndian(6);
    bytes[at] ^= 0x40;
    CHECK_EQ(Read(bytes), 1);
  }
}

TEST(ExifOffsetsOutsideTheBlockAreHarmless) {
  for (const auto& offset : {Bytes{0xff, 0xff, 0xff, 0xff}, Bytes{25, 0, 0, 0}, Bytes{26, 0, 0, 0},
                             Bytes{0, 0, 0, 0x80}}) {
    Bytes bytes = LittleEndian(6);
    std::copy(offset.begin(), offset.end(), bytes.begin() + 10);
    CHECK_EQ(Read(bytes), 1);
  }
  Bytes many = LittleEndian(6);
  many[14] = many[15] = 0xff;  // 65535 entries announced, one there, and it is another tag
  many[16] = 0;
  CHECK_EQ(Read(many), 1);
}

TEST(ExifDirectoryThatPointsAtItselfEnds) {
  Bytes bytes = LittleEndian(6);
  bytes[16] = 0;  // not the orientation
  bytes[28] = 8;  // the next directory is this one
  CHECK_EQ(Read(bytes), 1);
}

TEST(ExifCutAnywhereIsReadableOrAsStored) {
  const Bytes whole = LittleEndian(6);
  for (size_t size = 0; size <= whole.size(); ++size) {
    // A copy of exactly this size, so that the sanitizer sees a read behind it.
    const Bytes cut(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
    CHECK_EQ(Read(cut), size >= 28 ? 6 : 1);
  }
}

TEST(ExifOf64KilobytesOfJunkIsAsStored) {
  Bytes junk(65533, 0xa5);
  const Bytes start = LittleEndian(6);
  std::copy(start.begin(), start.begin() + 10, junk.begin());
  CHECK_EQ(Read(junk), 1);
}

}  // namespace
}  // namespace imagepipeline::test
