// The kernel of a fused pass: one resample or move, the point ops in registers, one store. Plain
// functions of a thread's place, so that the same text runs in CUDA blocks and in loops on the CPU;
// what stands between two of the steps is a barrier.
//
// A block makes a square tile, each warp four of its rows. A warp's 32 pixels are 8 across and 4
// down, so that turned images read few cache lines; the values go through shared memory, so that a
// warp stores whole 128-byte segments whatever the number of channels.
#ifndef IMAGEPIPELINE_CUDA_POINT_KERNEL_H_
#define IMAGEPIPELINE_CUDA_POINT_KERNEL_H_

#include "core/coords.h"
#include "cuda/device_pass.h"
#include "cuda/pixel_source.h"
#include "cuda/point_ops.h"
#include "cuda/store_values.h"
#include "cuda/tile_window.h"
#include "cuda/warp_window.h"

namespace imagepipeline::cuda {

constexpr int kTile = 32;
constexpr int kThreads = 256;
static_assert(kAffineBlock % kTile == 0);

constexpr int64_t CeilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }

constexpr int64_t TilesAcross(const Shape& shape) { return CeilDivide(shape.width, kTile); }
constexpr int64_t TilesDown(const Shape& shape) { return CeilDivide(shape.height, kTile); }
constexpr int64_t TileCount(const Shape& shape) { return TilesAcross(shape) * TilesDown(shape); }

// kChannels is 0 for a number known only at run time; those values are stored one by one.
// kPlainWarps as in PointLaunch; it takes known channels.
template <typename T, int kChannels, bool kPlainWarps>
struct PointKernel {
  // Pixels of a thread: in one row, kStep columns apart.
  static constexpr int kPixels = 4, kStep = 8;
  // Blocks that a multiprocessor is to hold, which bounds the registers.
  static constexpr int kMinBlocks = !kPlainWarps ? 2 : kChannels == 4 ? 4 : 5;
  static constexpr bool kStages = kPlainWarps && std::is_same_v<T, uint8_t>;
  struct Nothing {};
  // A row of values has room for its skew, and its length keeps the 8 x 4 pixels of a warp in
  // different banks.
  static constexpr int kRowValues = kTile * kChannels + 8;

  struct Shared {
    int64_t image, left, top;  // where the block works
    WarpWindow window;
    BlockStart starts[kTile];
    int skews[kTile];
    std::conditional_t<kStages, TileWindow, Nothing> tile;
    alignas(16) float values[kChannels == 0 ? 4 : kTile * kRowValues];
  };

  // Step 1, what the threads have in common: the tile, and for each of its rows the affine
  // coordinates, in double, and how it lies in memory.
  static IMAGEPIPELINE_HD void Start(const PointLaunch& launch, int64_t block, int thread,
                                     Shared* shared) {
    if (thread >= kTile + (kStages ? 1 : 0)) return;
    // A grid has less than 2^31 blocks.
    const auto across = static_cast<uint32_t>(TilesAcross(launch.out_shape));
    const auto tiles = static_cast<uint32_t>(TileCount(launch.out_shape));
    const auto index = static_cast<uint32_t>(block) / tiles;
    const uint32_t tile = static_cast<uint32_t>(block) - index * tiles;
    const uint32_t down = tile / across;
    const int64_t left = int64_t{tile - down * across} * kTile, top = int64_t{down} * kTile;
    const DeviceImage& image = launch.images[index];
    // This thread is of another warp than the others, so that neither waits for the other.
    if (thread == kTile) {
      if constexpr (kStages) {
        PlaceTileWindow(MakeWarpWindow(image, kChannels * kValueBytes),
                        StartBlock(image.map, left, top),
                        StartBlock(image.map, left, top + kTile - 1), kTile, &shared->tile);
      }
      return;
    }
    if (thread == 0) {
      shared->image = index;
      shared->left = left;
      shared->top = top;
      shared->window = MakeWarpWindow(image, kChannels * kValueBytes);
    }
    if (image.move == DeviceMove::kWarp && image.map.IsAffine())
      shared->starts[thread] = StartBlock(image.map, left, top + thread);
    const int64_t first = ((top + thread) * launch.out_shape.width + left) * kChannels;
    shared->skews[thread] = SkewOf(launch.store, image.out, first);
  }

  // Step 2, where kStages: what the tile reads.
  static IMAGEPIPELINE_HD void Stage(int thread, Shared* shared) {
    if (shared->tile.fits) StageTile<kChannels, kThreads>(shared->window, thread, &shared->tile);
  }

  // Step 3: the values.
  static IMAGEPIPELINE_HD void Compute(const PointLaunch& launch, int thread, Shared* shared) {
    const int column = thread % kStep, row = thread / kStep;
    if (shared->top + row >= launch.out_shape.height) return;
    if constexpr (kChannels == 0) {
      ComputeAny(launch, column, row, *shared);
    } else {
      float values[kPixels][kChannels];
      if (!SampleTogether(*shared, column, row, values)) {
        SampleSingly(launch, column, row, shared);
        for (int i = 0; i < kPixels; ++i) {
          const float* place = PlaceOf(shared, column + i * kStep, row);
          for (int c = 0; c < kChannels; ++c) values[i][c] = place[c];
        }
      }
      ApplyOps(launch, column, row, *shared, values);
      for (int i = 0; i < kPixels; ++i) {
        float* place = PlaceOf(shared, column + i * kStep, row);
        for (int c = 0; c < kChannels; ++c) place[c] = values[i][c];
      }
    }
  }

  // Step 4, after a barrier of the warp alone: its rows to their image.
  static IMAGEPIPELINE_HD void Store(const PointLaunch& launch, int thread, const Shared& shared) {
    if constexpr (kChannels != 0) {
      switch (launch.store) {
        case DeviceStore::kUint8:
          return StoreRow<uint8_t, false>(launch, thread, shared);
        case DeviceStore::kUint16:
          return StoreRow<uint16_t, false>(launch, thread, shared);
        case DeviceStore::kInt32:
          return StoreRow<int32_t, false>(launch, thread, shared);
        case DeviceStore::kFloat32:
          return StoreRow<float, false>(launch, thread, shared);
        case DeviceStore::kBits32:
          return StoreRow<float, true>(launch, thread, shared);
      }
    }
  }

 private:
  static constexpr int64_t kValueBytes = static_cast<int64_t>(sizeof(T));

  static IMAGEPIPELINE_HD float* PlaceOf(Shared* shared, int column, int row) {
    return shared->values + row * kRowValues + shared->skews[row] + column * kChannels;
  }
  // All pixels of the thread, when none of them needs a case of its own.
  static IMAGEPIPELINE_HD bool SampleTogether(const Shared& shared, int column, int row,
                                              float (&values)[kPixels][kChannels]) {
    if constexpr (!kPlainWarps) return false;
    const BlockStart start = shared.starts[row];
    if constexpr (kStages) {
      if (!shared.tile.fits) return false;
      for (int i = 0; i < kPixels; ++i)
        SampleStaged<kChannels>(shared.tile, shared.window.mixes_bytes,
                                WarpCoord(shared.window, start, column + i * kStep), values[i]);
    } else {
      Coord at[kPixels];
      bool inside = true;
      for (int i = 0; i < kPixels; ++i) {
        at[i] = WarpCoord(shared.window, start, column + i * kStep);
        inside = inside && IsInside(shared.window, at[i]);
      }
      if (!inside) return false;
      for (int i = 0; i < kPixels; ++i) SampleInside<T, kChannels>(shared.window, at[i], values[i]);
    }
    return true;
  }

  // The pixels one after the other, to shared memory.
  static IMAGEPIPELINE_HD void SampleSingly(const PointLaunch& launch, int column, int row,
                                            Shared* shared) {
    IMAGEPIPELINE_NO_UNROLL
    for (int i = 0; i < kPixels; ++i, column += kStep) {
      if (shared->left + column >= launch.out_shape.width) return;
      float pixel[kChannels];
      if constexpr (kPlainWarps) {
        SampleAnywhere<T, kChannels>(shared->window,
                                     WarpCoord(shared->window, shared->starts[row], column), pixel);
      } else {
        const PixelSource<T> source(launch.images[shared->image], launch.arena, shared->starts);
        source.template Read<kChannels>({column, row, shared->left + column, shared->top + row},
                                        pixel);
      }
      float* place = PlaceOf(shared, column, row);
      for (int c = 0; c < kChannels; ++c) place[c] = pixel[c];
    }
  }

  static IMAGEPIPELINE_HD void ApplyOps(const PointLaunch& launch, int column, int row,
                                        const Shared& shared, float (&values)[kPixels][kChannels]) {
    const DeviceImage& image = launch.images[shared.image];
    const DeviceOp* ops = InArena<DeviceOp>(launch.arena, image.ops);
    const int count = image.op_count;
    // Most often a normalisation, which does without the pixels' numbers.
    if (count == 1 && ops[0].kind == DeviceOpKind::kChannelAffine)
      return ApplyChannelAffine(ops[0], launch.arena, 0, values);
    const Shape& shape = launch.out_shape;
    int64_t pixels[kPixels];
    for (int i = 0; i < kPixels; ++i) {
      // Columns right of the image are not stored, but must not read beyond its numbers either.
      const int64_t x = shared.left + column + i * kStep, last = shape.width - 1;
      pixels[i] = (shared.top + row) * shape.width + (x < last ? x : last);
    }
    IMAGEPIPELINE_NO_UNROLL
    for (int i = 0; i < count; ++i)
      ApplyOp<kPlainWarps>(ops[i], launch.arena, shape.channels, 0, pixels, values);
  }

  template <typename Stored, bool kBits>
  static IMAGEPIPELINE_HD void StoreRow(const PointLaunch& launch, int thread,
                                        const Shared& shared) {
    // Neighbouring groups to neighbouring threads.
    constexpr int kMembers = kThreads / kTile;
    const Shape& shape = launch.out_shape;
    const int row = thread / kMembers;
    const int64_t y = shared.top + row, columns = shape.width - shared.left;
    if (y >= shape.height) return;
    const int count = (columns < kTile ? static_cast<int>(columns) : kTile) * kChannels;
    StoreRun<Stored, kBits, kMembers, kTile * kChannels>(
        shared.values + row * kRowValues, shared.skews[row], count, thread % kMembers,
        launch.images[shared.image].out, (y * shape.width + shared.left) * kChannels);
  }

  static IMAGEPIPELINE_HD void ComputeAny(const PointLaunch& launch, int column, int row,
                                          const Shared& shared) {
    const DeviceImage& image = launch.images[shared.image];
    const PixelSource<T> source(image, launch.arena, shared.starts);
    const DeviceOp* ops = InArena<DeviceOp>(launch.arena, image.ops);
    const int64_t channels = launch.out_shape.channels, y = shared.top + row;
    IMAGEPIPELINE_NO_UNROLL
    for (int i = 0; i < kPixels; ++i, column += kStep) {
      const int64_t x = shared.left + column;
      if (x >= launch.out_shape.width) return;
      const Place place = {column, row, x, y};
      const int64_t pixel[1] = {y * launch.out_shape.width + x};
      for (int64_t c = 0; c < channels; ++c) {
        float value[1][1] = {{source.ReadChannel(place, c)}};
        for (int k = 0; k < image.op_count; ++k)
          ApplyOp<kPlainWarps>(ops[k], launch.arena, channels, c, pixel, value);
        const float group[kGroup] = {value[0][0]};
        StoreAs(launch.store, group, 0, 1, image.out, pixel[0] * channels + c);
      }
    }
  }
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_POINT_KERNEL_H_
