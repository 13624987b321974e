// Images of a batch made of images of the same batch: one thread a value.
#ifndef IMAGEPIPELINE_CUDA_MIX_KERNEL_H_
#define IMAGEPIPELINE_CUDA_MIX_KERNEL_H_

#include <type_traits>

#include "cuda/device_pass.h"
#include "cuda/point_ops.h"
#include "kernels/convert.h"
#include "kernels/pixel.h"

namespace imagepipeline::cuda {

constexpr int kMixThreads = 256;

// Blocks of one image.
IMAGEPIPELINE_HD inline int64_t MixBlocks(const Shape& shape) {
  return (shape.height * shape.width * shape.channels + kMixThreads - 1) / kMixThreads;
}

template <typename T>
struct MixKernel {
  static IMAGEPIPELINE_HD void Make(const MixLaunch& launch, int64_t block, int thread) {
    const Shape& shape = launch.shape;
    const int64_t blocks = MixBlocks(shape), index = block / blocks;
    const int64_t i = (block - index * blocks) * kMixThreads + thread;
    if (i >= shape.height * shape.width * shape.channels) return;
    const DeviceMix& image = launch.images[index];
    if (image.region_count == 0) {
      const float value = ReadValue<T>(image.own, i) * image.weight +
                          ReadValue<T>(image.partner, i) * image.partner_weight;
      return Store(launch, value, i, image.out);
    }
    const int64_t pixel = i / shape.channels, y = pixel / shape.width, x = pixel - y * shape.width;
    const DeviceRegion* region = RegionOf(launch, image, x, y);
    if (region == nullptr) return;
    if (region->source == nullptr) return Store(launch, launch.fill, i, image.out);
    const int64_t from_y = y - region->top + region->source_top;
    const int64_t from_x = x - region->left + region->source_left;
    Copy(launch, region->source,
         (from_y * shape.width + from_x) * shape.channels + i - pixel * shape.channels, i,
         image.out);
  }

 private:
  // The last one that holds the pixel.
  static IMAGEPIPELINE_HD const DeviceRegion* RegionOf(const MixLaunch& launch,
                                                       const DeviceMix& image, int64_t x,
                                                       int64_t y) {
    const auto* regions = reinterpret_cast<const DeviceRegion*>(launch.arena + image.regions);
    for (int32_t r = image.region_count - 1; r >= 0; --r) {
      const DeviceRegion& region = regions[r];
      if (y >= region.top && y < region.top + region.height && x >= region.left &&
          x < region.left + region.width) {
        return &region;
      }
    }
    return nullptr;
  }

  // Values that keep their dtype move as they are.
  static IMAGEPIPELINE_HD void Copy(const MixLaunch& launch, const uint8_t* source, int64_t from,
                                    int64_t to, uint8_t* out) {
    if (launch.load != launch.result || launch.result != launch.store)
      return Store(launch, ReadValue<T>(source, from), to, out);
    reinterpret_cast<T*>(out)[to] = reinterpret_cast<const T*>(source)[from];
  }

  // As the result's dtype, which the stored one holds.
  static IMAGEPIPELINE_HD void Store(const MixLaunch& launch, float value, int64_t index,
                                     uint8_t* out) {
    const float result = QuantizeTo(launch.result, value);
    switch (launch.store) {
      case DType::kUint8:
        out[index] = RoundTo<uint8_t>(result);
        return;
      case DType::kUint16:
        reinterpret_cast<uint16_t*>(out)[index] = RoundTo<uint16_t>(result);
        return;
      case DType::kInt32:
        reinterpret_cast<int32_t*>(out)[index] = RoundTo<int32_t>(result);
        return;
      case DType::kFloat32:
        reinterpret_cast<float*>(out)[index] = RoundTo<float>(result);
    }
  }
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_MIX_KERNEL_H_
