// Rows of pixels in reverse order.
#if defined(IMAGEPIPELINE_KERNELS_REVERSE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_REVERSE_INL_H_
#undef IMAGEPIPELINE_KERNELS_REVERSE_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_REVERSE_INL_H_
#endif

#include <cstring>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Shuffles 16 bytes at a time. A store writes whole vectors of which only the leading `step` bytes
// are final; the next store overwrites the rest. Returns the number of bytes done.
HWY_INLINE size_t ReverseBlocks16(const uint8_t* from, size_t size, size_t pixel_bytes,
                                  uint8_t* to) {
  const hn::Full128<uint8_t> d;
  const size_t step = 16 / pixel_bytes * pixel_bytes;
  alignas(16) uint8_t order[16] = {};
  for (size_t i = 0; i < step; ++i) {
    order[i] = static_cast<uint8_t>(16 - (i / pixel_bytes + 1) * pixel_bytes + i % pixel_bytes);
  }
  const auto shuffle = hn::Load(d, order);
  size_t done = 0;
  for (; done + 16 <= size; done += step) {
    const auto bytes = hn::LoadU(d, from + size - done - 16);
    hn::StoreU(hn::TableLookupBytes(bytes, shuffle), d, to + done);
  }
  return done;
}

void ReversePixels(const void* in, size_t pixels, size_t pixel_bytes, void* out) {
  const auto* from = static_cast<const uint8_t*>(in);
  auto* to = static_cast<uint8_t*>(out);
  const size_t size = pixels * pixel_bytes;
  size_t done = pixel_bytes <= 16 ? ReverseBlocks16(from, size, pixel_bytes, to) : 0;
  for (; done < size; done += pixel_bytes) {
    std::memcpy(to + done, from + size - done - pixel_bytes, pixel_bytes);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_REVERSE_INL_H_
