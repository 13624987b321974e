#include <string>
#include <utility>

#include "codec/sniff.h"
#include "codec_support.h"

namespace imagepipeline::test {
namespace {

FileKind SniffFixture(const std::string& name) {
  const Bytes data = ReadFixture(name);
  return SniffKind(data.data(), data.size());
}

TEST(SniffLooksAtContentNotNames) {
  const std::pair<const char*, FileKind> files[] = {
      {"baseline.jpg", FileKind::kJpeg},  {"rgb.png", FileKind::kPng},
      {"png-named.jpg", FileKind::kPng},  {"animated.gif", FileKind::kGif},
      {"lossless.webp", FileKind::kWebp}, {"smooth.avif", FileKind::kAvif},
      {"rgb.tif", FileKind::kTiff},       {"rgb.bmp", FileKind::kBmp},
      {"text.jpg", FileKind::kOther},     {"empty.jpg", FileKind::kOther},
      {"drawing.svg", FileKind::kOther}};
  for (const auto& [name, kind] : files) CHECK_EQ(SniffFixture(name), kind);
}

TEST(SniffNeedsTheWholeSignature) {
  for (const char* name : {"baseline.jpg", "rgb.png", "animated.gif", "lossless.webp", "rgb.tif"}) {
    const Bytes whole = ReadFixture(name);
    for (size_t size = 0; size < 3; ++size) {
      const Bytes cut(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
      CHECK_EQ(SniffKind(cut.data(), cut.size()), FileKind::kOther);
    }
  }
}

TEST(SniffFindsAvifAmongCompatibleBrandsOnly) {
  Bytes box = {0, 0, 0, 24, 'f', 't', 'y', 'p', 'm', 'i', 'f', '1',
               0, 0, 0, 0,  'm', 'i', 'a', 'f', 'a', 'v', 'i', 'f'};
  CHECK_EQ(SniffKind(box.data(), box.size()), FileKind::kAvif);
  box[3] = 20;  // the last brand is now outside the box
  CHECK_EQ(SniffKind(box.data(), box.size()), FileKind::kOther);
}

TEST(SniffReadsTiffInBothByteOrders) {
  const Bytes big = {'M', 'M', 0, 42, 0, 0, 0, 8};
  const Bytes big_tiff = {'I', 'I', 43, 0, 8, 0, 0, 0};
  const Bytes neither = {'M', 'I', 0, 42};
  CHECK_EQ(SniffKind(big.data(), big.size()), FileKind::kTiff);
  CHECK_EQ(SniffKind(big_tiff.data(), big_tiff.size()), FileKind::kTiff);
  CHECK_EQ(SniffKind(neither.data(), neither.size()), FileKind::kOther);
}

TEST(FirstBytesAreAtMostEight) {
  const Bytes bytes = {0x00, 0x9f, 0xff, 1, 2, 3, 4, 5, 6};
  CHECK_EQ(FirstBytesInHex(bytes.data(), bytes.size()), "00 9f ff 01 02 03 04 05");
  CHECK_EQ(FirstBytesInHex(bytes.data(), 1), "00");
}

}  // namespace
}  // namespace imagepipeline::test
