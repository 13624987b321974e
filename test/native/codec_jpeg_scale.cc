// DCT scaling: the chosen size, and pixels that are still the picture.
#include "codec_support.h"

namespace imagepipeline::test {
namespace {

Shape ShapeFor(int width, int height, int orientation, const JpegOptions& options) {
  const JpegHeader header{
      .width = width, .height = height, .components = 3, .orientation = orientation};
  Shape shape;
  CHECK_EQ(JpegOutputShape(header, options, &shape).message(), "");
  return shape;
}

TEST(JpegScaleIsTheSmallestThatCoversTheTarget) {
  // Sides of 800 x 600: M / 8 gives 100 M x 75 M.
  CHECK(ShapeFor(800, 600, 1, {}) == (Shape{600, 800, 3}));
  CHECK(ShapeFor(800, 600, 1, {.target_height = 75, .target_width = 100}) == (Shape{75, 100, 3}));
  CHECK(ShapeFor(800, 600, 1, {.target_height = 76, .target_width = 100}) == (Shape{150, 200, 3}));
  CHECK(ShapeFor(800, 600, 1, {.target_height = 224, .target_width = 224}) == (Shape{300, 400, 3}));
  CHECK(ShapeFor(800, 600, 1, {.target_height = 10, .target_width = 601}) == (Shape{600, 800, 3}));
  CHECK(ShapeFor(800, 600, 1, {.target_height = 5000, .target_width = 1}) == (Shape{600, 800, 3}));
}

TEST(JpegScaleRoundsSidesUp) {
  CHECK(ShapeFor(33, 21, 1, {.target_height = 1, .target_width = 1}) == (Shape{3, 5, 3}));
  CHECK(ShapeFor(1, 1, 1, {.target_height = 1, .target_width = 1}) == (Shape{1, 1, 3}));
}

TEST(JpegScaleLooksAtTheUprightPicture) {
  const JpegOptions tall{.target_height = 400, .target_width = 100};
  CHECK(ShapeFor(800, 600, 6, tall) == (Shape{400, 300, 3}));
  JpegOptions as_stored = tall;
  as_stored.apply_orientation = false;
  CHECK(ShapeFor(800, 600, 6, as_stored) == (Shape{600, 800, 3}));
}

TEST(JpegScaleWithOneSideGivenLooksAtThatSide) {
  CHECK(ShapeFor(800, 600, 1, {.target_width = 150}) == (Shape{150, 200, 3}));
}

// A scaled block is a low-pass of the block, so a scaled pixel is near the mean of the pixels it
// stands for.
TEST(JpegScaledPixelsAreNearTheMeansOfTheFullOnes) {
  const Bytes data = ReadFixture("gray.jpg");
  const Decoded full = Decode(data);
  const Decoded half = Decode(data, {.target_height = 9, .target_width = 17});
  CHECK(half.shape == (Shape{11, 17, 1}));
  for (int64_t y = 0; y < 10; ++y) {
    for (int64_t x = 0; x < 16; ++x) {
      const auto at = [&](int64_t dy, int64_t dx) {
        return static_cast<int>(full.pixels[static_cast<size_t>((2 * y + dy) * 33 + 2 * x + dx)]);
      };
      const double mean = (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4.0;
      CHECK_NEAR(half.pixels[static_cast<size_t>(y * 17 + x)], mean, 3);
    }
  }
}

TEST(JpegEveryScaleAndOrientationWritesEveryPixel) {
  for (const char* name : kGoodJpegs) {
    for (int side = 1; side <= 34; ++side) {
      const JpegOptions options{.channels = 3, .target_height = side, .target_width = side};
      const Decoded decoded = Decode(ReadFixture(name), options);
      CHECK_EQ(decoded.status.message(), "");
      CHECK_EQ(decoded.pixels.size(), static_cast<size_t>(decoded.shape.ValueCount()));
    }
  }
  // A flat picture at each orientation has no place for a byte that was left over.
  for (int side = 1; side <= 16; ++side) {
    const Bytes flat = EncodeFlat({.pixel = {90, 90, 90}});
    for (const uint8_t value : Decode(flat, {.target_height = side, .target_width = side}).pixels) {
      CHECK_NEAR(value, 90, 1);
    }
  }
}

}  // namespace
}  // namespace imagepipeline::test
