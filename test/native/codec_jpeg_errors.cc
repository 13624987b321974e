// Bad JPEG input: each kind has its own code, and nothing is guessed.
#include <string>

#include "codec_support.h"

namespace imagepipeline::test {
namespace {

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(JpegOfNoBytesIsAnEmptyFile) { CHECK_EQ(DecodeCode(ReadFixture("empty.jpg")), "E_EMPTY_FILE"); }

TEST(JpegOfOtherContentNamesItsFirstBytes) {
  const Status text = Decode(ReadFixture("text.jpg")).status;
  CHECK_EQ(text.code(), "E_FORMAT");
  CHECK(Contains(text.message(), "54 68 69 73 20 69 73 20"));
  CHECK_EQ(DecodeCode(ReadFixture("png-named.jpg")), "E_FORMAT");
}

TEST(JpegCutAnywhereIsTruncated) {
  CHECK_EQ(DecodeCode(ReadFixture("truncated.jpg")), "E_TRUNCATED");
  CHECK_EQ(DecodeCode(ReadFixture("header-only.jpg")), "E_TRUNCATED");
  for (const char* name : {"baseline.jpg", "progressive.jpg"}) {
    const Bytes whole = ReadFixture(name);
    for (size_t size = 1; size < whole.size(); ++size) {
      const Bytes cut(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
      CHECK_EQ(DecodeCode(cut), "E_TRUNCATED");
    }
  }
}

TEST(JpegCutInTheScanCanBeAccepted) {
  const JpegOptions accept{.accept_truncated = true};
  const Bytes cut = ReadFixture("truncated.jpg");
  const Decoded decoded = Decode(cut, accept);
  CHECK_EQ(decoded.status.message(), "");
  CHECK(decoded.truncated);
  CHECK(decoded.shape == (Shape{48, 64, 3}));
  CHECK_EQ(DecodeCode(ReadFixture("header-only.jpg"), accept), "E_TRUNCATED");
  // The rows before the cut are those of the whole file.
  const Bytes whole = ReadFixture("baseline.jpg");
  const Decoded full = Decode(whole, accept);
  CHECK(!full.truncated);
  const Decoded nearly = Decode(Bytes(whole.begin(), whole.end() - 12), accept);
  CHECK(nearly.truncated);
  CHECK(std::equal(full.pixels.begin(), full.pixels.begin() + 33 * 8 * 3, nearly.pixels.begin()));
}

TEST(JpegWithADamagedScanIsCorrupt) {
  CHECK_EQ(DecodeCode(ReadFixture("corrupt-scan.jpg")), "E_CORRUPT");
  // Damage is not truncation, so accepting the one does not accept the other.
  CHECK_EQ(DecodeCode(ReadFixture("corrupt-scan.jpg"), {.accept_truncated = true}), "E_CORRUPT");
}

TEST(JpegLimitOnPixelsIsCheckedBeforeDecoding) {
  const Bytes data = ReadFixture("baseline.jpg");
  CHECK_EQ(DecodeCode(data, {.max_pixels = 33 * 21}), "");
  CHECK_EQ(DecodeCode(data, {.max_pixels = 33 * 21 - 1}), "E_PIXELS");
  Bytes huge = data;
  const size_t frame = FindMarker(huge, 0xc0);
  for (size_t i = 5; i < 9; i += 2) {  // marker, length, precision, height, width
    huge[frame + i] = 60000 >> 8;
    huge[frame + i + 1] = 60000 & 255;
  }
  const Status status = Decode(huge).status;
  CHECK_EQ(status.code(), "E_PIXELS");
  CHECK(Contains(status.message(), "60000 x 60000"));
  CHECK(Contains(status.message(), "268402689"));
}

TEST(JpegWithoutPixelsHasABadHeader) {
  for (const size_t side : {size_t{5}, size_t{7}}) {
    Bytes data = ReadFixture("baseline.jpg");
    const size_t frame = FindMarker(data, 0xc0);
    data[frame + side] = data[frame + side + 1] = 0;
    CHECK_EQ(DecodeCode(data), "E_HEADER");
  }
}

TEST(JpegFeaturesThatAreMissingAreNamed) {
  Bytes deep = ReadFixture("baseline.jpg");
  deep[FindMarker(deep, 0xc0) + 4] = 12;
  const Status twelve_bits = Decode(deep).status;
  CHECK_EQ(twelve_bits.code(), "E_UNSUPPORTED");
  CHECK(Contains(twelve_bits.message(), "12-bit"));
  for (const auto& [code, word] :
       {std::pair<uint8_t, const char*>{0xc3, "lossless"}, {0xc5, "hierarchical"}}) {
    Bytes other = ReadFixture("baseline.jpg");
    other[FindMarker(other, 0xc0) + 1] = code;
    const Status status = Decode(other).status;
    CHECK_EQ(status.code(), "E_UNSUPPORTED");
    CHECK(Contains(status.message(), word));
  }
}

TEST(JpegBeforeOtherDataIsTheFirstImage) {
  const Bytes first = ReadFixture("gray.jpg");
  const Bytes second = ReadFixture("baseline.jpg");
  Bytes both = first;
  both.insert(both.end(), second.begin(), second.end());
  const Decoded decoded = Decode(both);
  CHECK_EQ(decoded.status.message(), "");
  CHECK(decoded.pixels == Decode(first).pixels);
}

TEST(JpegIntoAWrongOutputIsRefused) {
  const Bytes data = ReadFixture("baseline.jpg");
  Bytes pixels(33 * 21 * 3);
  MutableImage out{pixels.data(), DType::kUint8, {33, 21, 3}};
  CHECK_EQ(DecodeJpeg(data.data(), data.size(), {}, out).code(), "E_SHAPE");
  out = {pixels.data(), DType::kFloat32, {21, 33, 3}};
  CHECK_EQ(DecodeJpeg(data.data(), data.size(), {}, out).code(), "E_DTYPE");
}

TEST(JpegSizesThatOverflowAreRefused) {
  const JpegHeader header{.width = 2147483647, .height = 2147483647, .components = 3};
  Shape shape;
  CHECK_EQ(JpegOutputShape(header, {.max_pixels = UINT64_MAX}, &shape).code(), "E_OVERFLOW");
  CHECK_EQ(JpegOutputShape({.width = 2, .height = 2, .components = 2}, {}, &shape).code(),
           "E_UNSUPPORTED");
  CHECK_EQ(JpegOutputShape(header, {.target_width = -1}, &shape).code(), "E_SIZE");
}

// One DC scan, then each of `coefficients` bit by bit: ten scans of one coefficient each.
Bytes EncodeScans(int coefficients) {
  FlatJpeg flat{.pixel = {77}, .colour_space = JCS_GRAYSCALE, .stored_as = JCS_GRAYSCALE};
  flat.scans.push_back(
      {.comps_in_scan = 1, .component_index = {0}, .Ss = 0, .Se = 0, .Ah = 0, .Al = 0});
  for (int k = 1; k <= coefficients; ++k) {
    for (int bit = 9; bit >= 0; --bit) {
      flat.scans.push_back({1, {0}, k, k, bit == 9 ? 0 : bit + 1, bit});
    }
  }
  return EncodeFlat(flat);
}

// A few bytes a scan and a pass over the picture each: without a limit such a file keeps a thread
// busy for hours.
TEST(JpegWithHundredsOfScansIsCorrupt) {
  CHECK_EQ(DecodeCode(EncodeScans(40)), "");
  const Status status = Decode(EncodeScans(63)).status;
  CHECK_EQ(status.code(), "E_CORRUPT");
  CHECK(Contains(status.message(), "500 scans"));
}

}  // namespace
}  // namespace imagepipeline::test
