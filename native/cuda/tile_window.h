// The part of a byte image that a tile's bilinear samples read, folded into shared memory with a
// word for every pixel: a tap is one load, and nothing is left to do at the image's border.
#ifndef IMAGEPIPELINE_CUDA_TILE_WINDOW_H_
#define IMAGEPIPELINE_CUDA_TILE_WINDOW_H_

#include <cmath>

#include "cuda/warp_window.h"

namespace imagepipeline::cuda {

// No default values: it lies in shared memory.
struct TileWindow {
  // Words of a row. A multiple of 32 plus 8: the neighbouring taps of 8 x 4 pixels lie mostly in
  // different banks.
  static constexpr int kPitch = 72;
  static constexpr int kMaxRows = 60, kMaxColumns = 64;

  int32_t left, top, rows, columns;  // in the coordinates of the WarpWindow
  bool fits;                         // false: the samples read the image itself
  bool near;                         // FoldNearby() is enough
  alignas(16) uint32_t pixels[kMaxRows * kPitch];
};

// Bytes alone are staged, so the fill value must be one.
IMAGEPIPELINE_HD inline bool IsByte(float value) {
  return value >= 0 && value <= 255 && std::floor(value) == value && !std::signbit(value);
}

// For `count` pixels of each row between those that start at `upper` and `lower`.
IMAGEPIPELINE_HD inline void PlaceTileWindow(const WarpWindow& source, const BlockStart& upper,
                                             const BlockStart& lower, int count,
                                             TileWindow* window) {
  const int last = count - 1;
  const Coord corners[4] = {WarpCoord(source, upper, 0), WarpCoord(source, upper, last),
                            WarpCoord(source, lower, 0), WarpCoord(source, lower, last)};
  int32_t left = corners[0].x, right = left, top = corners[0].y, bottom = top;
  for (const Coord& at : corners) {
    left = at.x < left ? at.x : left;
    right = at.x > right ? at.x : right;
    top = at.y < top ? at.y : top;
    bottom = at.y > bottom ? at.y : bottom;
  }
  // One more on each side for the rounding of coordinates, one more for the second tap. Groups of
  // four pixels that start at a multiple of four seldom lie across the border.
  left = (left - 1) & ~3;
  top -= 1;
  const int64_t columns = int64_t{right} - left + 3, rows = int64_t{bottom} - top + 3;
  const bool constant = source.fill_mode == FillMode::kConstant;
  window->fits = columns <= TileWindow::kMaxColumns && rows <= TileWindow::kMaxRows &&
                 !(constant && !IsByte(source.fill));
  if (!window->fits) return;
  window->left = left;
  window->top = top;
  window->columns = static_cast<int32_t>(columns);
  window->rows = static_cast<int32_t>(rows);
  const int32_t width = constant ? 0 : source.width, height = constant ? 0 : source.height;
  window->near = left >= -width && left + ((columns + 3) & ~int64_t{3}) <= source.width + width &&
                 top >= -height && top + rows <= source.height + height;
}

// The words of four neighbouring pixels. A word's bytes above the channels are arbitrary.
struct alignas(16) PixelGroup {
  uint32_t words[4];
};

template <int kChannels>
IMAGEPIPELINE_HD inline PixelGroup ReadGroup(const uint8_t* place) {
  const ByteRun<4 * kChannels> bytes(place);
  PixelGroup group;
  for (int i = 0; i < 4; ++i) group.words[i] = bytes.WordAt(i * kChannels);
  return group;
}

// Any pixels, one by one.
template <int kChannels>
IMAGEPIPELINE_HD inline PixelGroup ReadFoldedGroup(const WarpWindow& source, int32_t x, int32_t y) {
  const int32_t folded_y = FoldNear(source.fill_mode, y, source.height);
  const uint8_t* row = source.data + folded_y * source.row_bytes;
  PixelGroup group;
  for (int i = 0; i < 4; ++i) {
    const int32_t folded_x = FoldNear(source.fill_mode, x + i, source.width);
    group.words[i] = folded_x < 0 || folded_y < 0
                         ? static_cast<uint32_t>(source.fill) * 0x01010101u
                         : ByteRun<kChannels>(row + folded_x * kChannels).WordAt(0);
  }
  return group;
}

// FoldTap() for a tap less than one image away, not of kConstant.
IMAGEPIPELINE_HD inline int32_t FoldNearby(FillMode mode, int32_t i, int32_t n) {
  if (mode == FillMode::kWrap) return i < 0 ? i + n : i < n ? i : i - n;
  if (mode == FillMode::kNearest) return i < 0 ? 0 : i < n ? i : n - 1;
  const int32_t from_edge = i < 0 ? -1 - i : i;
  return from_edge < n ? from_edge : 2 * n - 1 - from_edge;
}

// What thread `thread` of `kThreadCount` brings: groups of the same columns.
template <int kChannels, int kThreadCount>
IMAGEPIPELINE_HD inline void StageTile(const WarpWindow& source, int thread, TileWindow* window) {
  constexpr int kGroups = TileWindow::kMaxColumns / 4, kStep = kThreadCount / kGroups;
  constexpr int kTurns = (TileWindow::kMaxRows + kStep - 1) / kStep;
  const int column = thread % kGroups * 4, first = thread / kGroups;
  if (column >= window->columns) return;
  const FillMode mode = source.fill_mode;
  const int32_t x = window->left + column, top = window->top, rows = window->rows;
  uint32_t* place = window->pixels + column;
  const auto put = [&](int row, const PixelGroup& group) {
    *reinterpret_cast<PixelGroup*>(place + row * TileWindow::kPitch) = group;
  };
  if (window->near) {
    const int32_t begin = FoldNearby(mode, x, source.width);
    const int32_t end = FoldNearby(mode, x + 3, source.width);
    const bool mirrored = end == begin - 3;
    if ((mirrored || end == begin + 3) && (x >= 0) == (x + 3 >= 0) &&
        (x < source.width) == (x + 3 < source.width)) {
      // All loads before the first store.
      PixelGroup groups[kTurns];
      const bool rows_inside = top >= 0 && top + rows <= source.height;
      const uint8_t* from = source.data + (mirrored ? end : begin) * kChannels;
      for (int i = 0; i < kTurns; ++i) {
        const int row = first + i * kStep;
        if (row < rows) {
          const int32_t y = rows_inside ? top + row : FoldNearby(mode, top + row, source.height);
          groups[i] = ReadGroup<kChannels>(from + y * source.row_bytes);
        }
      }
      for (int i = 0; i < kTurns; ++i) {
        const int row = first + i * kStep;
        if (row >= rows) continue;
        const auto& words = groups[i].words;
        put(row, mirrored ? PixelGroup{{words[3], words[2], words[1], words[0]}} : groups[i]);
      }
      return;
    }
  }
  IMAGEPIPELINE_NO_UNROLL
  for (int row = first; row < rows; row += kStep)
    put(row, ReadFoldedGroup<kChannels>(source, x, top + row));
}

// All channels of a sample. Bytes are finite, so weight 0 needs no case of its own: a + 0 * (b - a)
// is a.
template <int kChannels>
IMAGEPIPELINE_HD inline void SampleStaged(const TileWindow& window, bool mixes_bytes,
                                          const Coord& at, float* out) {
  const uint32_t* upper =
      window.pixels + (at.y - window.top) * TileWindow::kPitch + (at.x - window.left);
  const uint32_t* lower = upper + TileWindow::kPitch;
  const uint32_t words[4] = {upper[0], upper[1], lower[0], lower[1]};
  if (mixes_bytes) {
    const auto byte = [&](int t, int c) {
      return static_cast<int32_t>(words[t] >> (8 * c) & 0xFF);
    };
    return MixChannels<kChannels>(at, byte, out);
  }
  for (int c = 0; c < kChannels; ++c) {
    out[c] = LerpBiased(BiasedByte(words[0], c), BiasedByte(words[1], c), BiasedByte(words[2], c),
                        BiasedByte(words[3], c), at.fx, at.fy);
  }
}

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_TILE_WINDOW_H_
