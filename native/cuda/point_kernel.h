// The kernel of a fused pass: one resample or move, the point ops in registers, one store. Plain
// functions of a thread's place, so that the same text runs in CUDA blocks and in loops on the CPU;
// what stands between two of the three steps is a barrier.
//
// A block makes a tile of kCoordBlock columns and kTileRows rows. Its values go through shared
// memory, so that a warp stores whole 128-byte segments whatever the number of channels.
#ifndef IMAGEPIPELINE_CUDA_POINT_KERNEL_H_
#define IMAGEPIPELINE_CUDA_POINT_KERNEL_H_

#include "core/coords.h"
#include "cuda/device_pass.h"
#include "cuda/pixel_source.h"
#include "cuda/point_ops.h"
#include "cuda/store_values.h"

namespace imagepipeline::cuda {

constexpr int kTileRows = 8;
constexpr int kThreads = 256;

constexpr int64_t CeilDivide(int64_t a, int64_t b) { return (a + b - 1) / b; }

constexpr int64_t TilesAcross(const Shape& shape) { return CeilDivide(shape.width, kCoordBlock); }
constexpr int64_t TilesDown(const Shape& shape) { return CeilDivide(shape.height, kTileRows); }
constexpr int64_t TileCount(const Shape& shape) { return TilesAcross(shape) * TilesDown(shape); }

// kChannels is 0 for a number known only at run time; those values are stored one by one.
template <typename T, int kChannels>
struct PointKernel {
  struct Shared {
    int64_t image, left, top;  // where the block works
    BlockStart starts[kTileRows];
    alignas(16) float values[kTileRows * kCoordBlock * (kChannels == 0 ? 1 : kChannels)];
  };

  // Step 1, what the threads have in common: the tile, and the affine coordinates of the first
  // pixel of each of its rows, in double.
  static IMAGEPIPELINE_HD void Start(const PointLaunch& launch, int64_t block, int thread,
                                     Shared* shared) {
    if (thread >= kTileRows) return;
    const int64_t across = TilesAcross(launch.out_shape), tiles = TileCount(launch.out_shape);
    const int64_t index = block / tiles, tile = block - index * tiles;
    const int64_t down = tile / across;
    const int64_t left = (tile - down * across) * kCoordBlock, top = down * kTileRows;
    const DeviceImage& image = launch.images[index];
    if (thread == 0) {
      shared->image = index;
      shared->left = left;
      shared->top = top;
    }
    if (image.move == DeviceMove::kWarp && image.map.IsAffine())
      shared->starts[thread] = StartBlock(image.map, left, top + thread);
  }

  // Step 2: the values.
  static IMAGEPIPELINE_HD void Compute(const PointLaunch& launch, int thread, Shared* shared) {
    const DeviceImage& image = launch.images[shared->image];
    const PixelSource<T> source(image, launch.arena, shared->starts);
    const int column = thread % kCoordBlock;
    const int64_t x = shared->left + column;
    if (x >= launch.out_shape.width) return;
    IMAGEPIPELINE_NO_UNROLL
    for (int row = thread / kCoordBlock; row < kTileRows; row += kThreads / kCoordBlock) {
      const int64_t y = shared->top + row;
      if (y >= launch.out_shape.height) return;
      if constexpr (kChannels == 0) {
        ComputeAny(launch, image, source, {column, row, x, y});
      } else {
        float values[kChannels];
        source.template Read<kChannels>({column, row, x, y}, values);
        ApplyOps(launch, image, 0, y * launch.out_shape.width + x, values);
        float* place = shared->values + (row * kCoordBlock + column) * kChannels;
        for (int c = 0; c < kChannels; ++c) place[c] = values[c];
      }
    }
  }

  // Step 3: the tile to its image.
  static IMAGEPIPELINE_HD void Store(const PointLaunch& launch, int thread, const Shared& shared) {
    if constexpr (kChannels != 0) {
      const Shape& shape = launch.out_shape;
      const int64_t columns = shape.width - shared.left;
      const int count =
          (columns < kCoordBlock ? static_cast<int>(columns) : kCoordBlock) * kChannels;
      // One more group than fits, for rows that start between two multiples of four values.
      constexpr int kGroups = kCoordBlock * kChannels / kGroup + 1;
      uint8_t* out = launch.images[shared.image].out;
      for (int i = thread; i < kTileRows * kGroups; i += kThreads) {
        const int row = i / kGroups, group = i - row * kGroups;
        const int64_t y = shared.top + row;
        if (y >= shape.height) return;
        const int64_t first = (y * shape.width + shared.left) * kChannels;
        StoreGroup(shared.values + row * kCoordBlock * kChannels, count, group, launch.store, out,
                   first);
      }
    }
  }

 private:
  template <int kCount>
  static IMAGEPIPELINE_HD void ApplyOps(const PointLaunch& launch, const DeviceImage& image,
                                        int64_t first_channel, int64_t pixel,
                                        float (&values)[kCount]) {
    const DeviceOp* ops = InArena<DeviceOp>(launch.arena, image.ops);
    for (int i = 0; i < image.op_count; ++i)
      ApplyOp(ops[i], launch.arena, launch.out_shape.channels, first_channel, pixel, values);
  }

  static IMAGEPIPELINE_HD void ComputeAny(const PointLaunch& launch, const DeviceImage& image,
                                          const PixelSource<T>& source, const Place& place) {
    const int64_t channels = launch.out_shape.channels;
    const int64_t pixel = place.y * launch.out_shape.width + place.x;
    for (int64_t c = 0; c < channels; ++c) {
      float value[1] = {source.ReadChannel(place, c)};
      ApplyOps(launch, image, c, pixel, value);
      const float group[kGroup] = {value[0]};
      StoreAs(launch.store, group, 0, 1, image.out, pixel * channels + c);
    }
  }
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_POINT_KERNEL_H_
