// Decoded pixels against Pillow's (the .raw fixtures) and against colours worked out by hand.
#include <string>

#include "codec/jpeg.h"
#include "codec_support.h"

namespace imagepipeline::test {
namespace {

// Pillow links a libjpeg of its own; its upsampling and colour conversion may round another way.
constexpr int kPillowSteps = 2;

TEST(JpegPixelsAreThoseOfPillow) {
  for (const std::string name : {"baseline", "progressive", "gray", "cmyk"}) {
    const Decoded decoded = Decode(ReadFixture(name + ".jpg"));
    CHECK_EQ(decoded.status.message(), "");
    CHECK(decoded.shape == (Shape{21, 33, name == "gray" ? 1 : 3}));
    CHECK(LargestDifference(decoded.pixels, ReadFixture(name + ".raw")) <= kPillowSteps);
  }
}

TEST(JpegHeaderTellsTheStoredPicture) {
  const Bytes data = ReadFixture("exif-6.jpg");
  JpegHeader header;
  CHECK(ReadJpegHeader(data.data(), data.size(), &header).ok());
  CHECK_EQ(header.width, 11);
  CHECK_EQ(header.height, 7);
  CHECK_EQ(header.components, 3);
  CHECK_EQ(header.orientation, 6);
  CHECK_EQ(header.bits, 8);
  CHECK(!header.progressive && !header.cmyk && !header.ycck && !header.arithmetic);
  const Bytes progressive = ReadFixture("progressive.jpg");
  CHECK(ReadJpegHeader(progressive.data(), progressive.size(), &header).ok());
  CHECK(header.progressive);
  CHECK_EQ(header.orientation, 1);
}

TEST(JpegOrientationsAreThoseOfPillow) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string name = "exif-" + std::to_string(orientation);
    const Decoded upright = Decode(ReadFixture(name + ".jpg"));
    CHECK(upright.shape == (orientation < 5 ? Shape{7, 11, 3} : Shape{11, 7, 3}));
    CHECK(LargestDifference(upright.pixels, ReadFixture(name + ".raw")) <= kPillowSteps);
  }
}

TEST(JpegOrientationCanBeLeftAlone) {
  const Bytes as_stored = Decode(ReadFixture("exif-1.jpg")).pixels;
  JpegOptions options;
  options.apply_orientation = false;
  for (int orientation = 2; orientation <= 8; ++orientation) {
    const Decoded decoded =
        Decode(ReadFixture("exif-" + std::to_string(orientation) + ".jpg"), options);
    CHECK(decoded.shape == (Shape{7, 11, 3}));
    CHECK(decoded.pixels == as_stored);
  }
}

TEST(JpegChannelsFollowTheOption) {
  const Bytes colour = ReadFixture("baseline.jpg");
  const Bytes rgb = Decode(colour).pixels;
  const Bytes luma = Decode(colour, {.channels = 1}).pixels;
  CHECK(LargestDifference(luma, ReadFixture("baseline-luma.raw")) <= kPillowSteps);
  const Bytes rgba = Decode(colour, {.channels = 4}).pixels;
  const Bytes gray = ReadFixture("gray.raw");
  const Bytes gray_rgb = Decode(ReadFixture("gray.jpg"), {.channels = 3}).pixels;
  const Bytes gray_rgba = Decode(ReadFixture("gray.jpg"), {.channels = 4}).pixels;
  for (size_t i = 0; i < gray.size(); ++i) {
    CHECK_EQ(rgba[4 * i + 3], 255);
    CHECK_EQ(gray_rgba[4 * i + 3], 255);
    for (size_t c = 0; c < 3; ++c) {
      CHECK_EQ(rgba[4 * i + c], rgb[3 * i + c]);
      CHECK_EQ(gray_rgb[3 * i + c], gray_rgb[3 * i]);
      CHECK_EQ(gray_rgba[4 * i + c], gray_rgb[3 * i + c]);
    }
    CHECK_NEAR(gray_rgb[3 * i], gray[i], kPillowSteps);
  }
  CHECK_EQ(DecodeCode(colour, {.channels = 2}), "E_CHANNELS");
}

// 20 % cyan, 40 % magenta, 60 % yellow, 20 % black: light is (1 - ink) (1 - black).
TEST(JpegInkBecomesLightWhateverTheFileCallsIt) {
  const std::vector<uint8_t> ink = {51, 102, 153, 51};
  const std::vector<uint8_t> light = {204, 153, 102, 204};
  const Bytes rgb = {163, 122, 82};  // 204 * 204 / 255 = 163.2, 153 * 204 / 255 = 122.4, 81.6
  const double luma = 0.299 * 163 + 0.587 * 122 + 0.114 * 82;
  for (const J_COLOR_SPACE stored_as : {JCS_CMYK, JCS_YCCK}) {
    for (const bool adobe : {false, true}) {
      // Without the marker a decoder takes four components for plain CMYK, so YCCK cannot do
      // without it.
      if (stored_as == JCS_YCCK && !adobe) continue;
      const Bytes data = EncodeFlat({.pixel = adobe ? light : ink,
                                     .colour_space = JCS_CMYK,
                                     .stored_as = stored_as,
                                     .adobe_marker = adobe});
      JpegHeader header;
      CHECK(ReadJpegHeader(data.data(), data.size(), &header).ok());
      CHECK_EQ(header.ycck, stored_as == JCS_YCCK);
      CHECK_EQ(header.cmyk, stored_as == JCS_CMYK);
      const Bytes out = Decode(data).pixels;
      for (size_t i = 0; i < out.size(); ++i) CHECK_NEAR(out[i], rgb[i % 3], 2);
      const Bytes gray = Decode(data, {.channels = 1}).pixels;
      for (const uint8_t value : gray) CHECK_NEAR(value, luma, 2);
      const Bytes rgba = Decode(data, {.channels = 4}).pixels;
      for (size_t i = 0; i < rgba.size(); ++i) {
        CHECK_NEAR(rgba[i], i % 4 == 3 ? 255 : rgb[i % 4], 2);
      }
    }
  }
}

TEST(JpegWithArithmeticCodingDecodes) {
  const Decoded decoded = Decode(EncodeFlat({.pixel = {200, 100, 50}, .arithmetic = true}));
  CHECK_EQ(decoded.status.message(), "");
  CHECK_EQ(decoded.pixels.size(), size_t{24 * 16 * 3});
  for (size_t i = 0; i < decoded.pixels.size(); ++i) {
    CHECK_NEAR(decoded.pixels[i], 200 / (1 << i % 3), 2);
  }
}

TEST(JpegOfOnePixelDecodes) {
  const Bytes data = EncodeFlat({.pixel = {10, 120, 240}, .width = 1, .height = 1});
  const Decoded decoded = Decode(data, {.target_height = 1, .target_width = 1});
  CHECK(decoded.shape == (Shape{1, 1, 3}));
  CHECK_NEAR(decoded.pixels[0], 10, 2);
  CHECK_NEAR(decoded.pixels[1], 120, 2);
  CHECK_NEAR(decoded.pixels[2], 240, 2);
}

}  // namespace
}  // namespace imagepipeline::test
