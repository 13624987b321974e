// Nearest affine warps that keep the dtype: pixels are copied, whatever they hold.
#include <cstring>
#include <vector>

#include "core/affine_runs.h"
#include "core/with_type.h"
#include "kernels/convert.h"
#include "kernels/pixel.h"
#include "runtime/fused_passes.h"
#include "runtime/warp_walk.h"

namespace imagepipeline {

namespace {

// Rounds coordinates to the nearest pixel when they are cut: where they are not negative, every
// fill mode rounds alike.
constexpr int64_t kNearestHalf = kFractionHalf + kCoordUnit / 2;

// A pixel of the fill value as results of this dtype store it.
std::vector<uint8_t> FillPixel(float fill, const ConstImage& source) {
  std::vector<uint8_t> pixel(PixelBytes(source.shape, source.dtype));
  WithType(source.dtype, [&](auto type) {
    const auto value = RoundTo<decltype(type)>(fill);
    for (size_t i = 0; i < pixel.size(); i += sizeof(value))
      std::memcpy(pixel.data() + i, &value, sizeof(value));
  });
  return pixel;
}

// Pixels of kBytes bytes, moved kMoved at a time where there is room on both sides: one load and
// one store. What is moved too much is written over. 0 bytes: known only at run time.
template <size_t kBytes, size_t kMoved>
class Picker {
 public:
  Picker(const WarpMove& move, const ConstImage& source)
      : move_(move),
        source_(source),
        pixel_bytes_(kBytes == 0 ? PixelBytes(source.shape, source.dtype) : kBytes),
        last_((source.shape.height - 1) * source.stride_bytes +
              source.shape.width * static_cast<int64_t>(pixel_bytes_) -
              static_cast<int64_t>(kMoved)),
        fill_(FillPixel(move.fill_value, source)) {}

  void Run(int64_t x, int64_t y, int count, uint8_t* out) const {
    const BlockStart start = StartBlock(move_.output_to_window, x, y);
    const BlockStart rounded = Raised(start, kNearestHalf);
    const AffineBounds inside = {BoundsOf(kCoordUnit / 2, source_.shape.width),
                                 BoundsOf(kCoordUnit / 2, source_.shape.height)};
    const AffineBounds seen = {BoundsOf(0, source_.shape.width), BoundsOf(0, source_.shape.height)};
    const bool is_constant = move_.fill_mode == FillMode::kConstant;
    const AffineRuns runs =
        AffineRunFinder(rounded, count, inside, is_constant ? &seen : nullptr).Find(rounded);
    Fill(0, runs.seen_begin, out);
    Across(start, runs.seen_begin, runs.inside_begin, out);
    Inside(rounded, runs.inside_begin, runs.inside_end, out);
    Across(start, runs.inside_end, runs.seen_end, out);
    Fill(runs.seen_end, count, out);
  }

 private:
  static AxisBounds BoundsOf(int64_t lo, int64_t size) { return {lo, size * kCoordUnit}; }

  size_t pixel_bytes() const { return kBytes == 0 ? pixel_bytes_ : kBytes; }
  uint8_t* PixelAt(int j, uint8_t* out) const {
    return out + static_cast<size_t>(j) * pixel_bytes();
  }

  void Fill(int begin, int end, uint8_t* out) const {
    for (int j = begin; j < end; ++j) std::memcpy(PixelAt(j, out), fill_.data(), pixel_bytes());
  }

  // Pixel by pixel, by the rules of the fill mode.
  void Across(const BlockStart& start, int begin, int end, uint8_t* out) const {
    for (int j = begin; j < end; ++j) {
      const Tap tap = MakeNearestTap(source_, AffineCoord(start, j), move_.fill_mode, 0);
      std::memcpy(PixelAt(j, out), tap.values == nullptr ? fill_.data() : tap.values,
                  pixel_bytes());
    }
  }

  void Inside(const BlockStart& rounded, int begin, int end, uint8_t* out) const {
    const uint8_t* data = source_.data;
    const int64_t stride = source_.stride_bytes, bytes = static_cast<int64_t>(pixel_bytes());
    const BlockStart from = Advanced(rounded, begin);
    int64_t x = from.x.at, y = from.y.at;
    for (int j = begin; j < end; ++j, x += from.x.step, y += from.y.step) {
      const int64_t offset = (y >> 32) * stride + (x >> 32) * bytes;
      if (j + 1 < end && offset <= last_) {
        std::memcpy(PixelAt(j, out), data + offset, kMoved == 0 ? pixel_bytes() : kMoved);
      } else {
        std::memcpy(PixelAt(j, out), data + offset, pixel_bytes());
      }
    }
  }

  const WarpMove& move_;
  const ConstImage& source_;
  size_t pixel_bytes_;
  int64_t last_;  // the last byte at which kMoved bytes can be read
  std::vector<uint8_t> fill_;
};

template <size_t kBytes, size_t kMoved = kBytes>
void PickAll(const WarpMove& move, const ConstImage& source, const MutableImage& out) {
  const Picker<kBytes, kMoved> picker(move, source);
  // Row by row, as there is nothing to do for all of them.
  WarpOrder order = OrderOf(move, source, out.shape, 0);
  order.together = 1;
  order.block = std::min<int64_t>(order.block, kAffineBlock);
  const auto pixel_bytes = static_cast<int64_t>(PixelBytes(out.shape, out.dtype));
  WalkBlocks(
      move, source, out.shape, order,
      [](const Block& /*block*/, const std::optional<Block>& /*next*/) {},
      [&](int64_t x, int64_t y, int /*rows*/, int count) {
        picker.Run(x, y, count, Row(out, y) + x * pixel_bytes);
      },
      [](int64_t /*y*/) {});
}

}  // namespace

void PickWarp(const WarpMove& move, const ConstImage& in, const MutableImage& out) {
  const ConstImage source = SourceOf(move, in);
  switch (PixelBytes(in.shape, in.dtype)) {
    case 1:
      return PickAll<1>(move, source, out);
    case 2:
      return PickAll<2>(move, source, out);
    case 3:
      return PickAll<3, 4>(move, source, out);
    case 4:
      return PickAll<4>(move, source, out);
    case 6:
      return PickAll<6, 8>(move, source, out);
    case 8:
      return PickAll<8>(move, source, out);
    case 12:
      return PickAll<12, 16>(move, source, out);
    case 16:
      return PickAll<16>(move, source, out);
    default:
      return PickAll<0>(move, source, out);
  }
}

}  // namespace imagepipeline
