// Rows of pixels in reverse order.
#if defined(IMAGEPIPELINE_KERNELS_REVERSE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_REVERSE_INL_H_
#undef IMAGEPIPELINE_KERNELS_REVERSE_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_REVERSE_INL_H_
#endif

#include <cstring>

#include "hwy/highway.h"
#include "kernels/reverse_triples-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Shuffles vectors of bytes. A store writes whole vectors of which only the leading `step` bytes
// are final; the next store overwrites the rest. Returns the number of bytes done.
#if HWY_TARGET == HWY_AVX3_DL

// VBMI moves bytes across the whole vector: a load, a shuffle and a store for 64 bytes.
constexpr size_t kReversedBytes = 64;

HWY_INLINE void ReverseVector(const uint8_t* from, const uint8_t* order, uint8_t* to) {
  const __m512i shuffle = _mm512_load_si512(order);
  _mm512_storeu_si512(to, _mm512_permutexvar_epi8(shuffle, _mm512_loadu_si512(from)));
}

// The last `size` bytes, fewer than a vector: their pixels one by one took as long as the rest of a
// row of 224.
HWY_INLINE size_t ReverseTail(const uint8_t* from, size_t size, const uint8_t* order, uint8_t* to) {
  const auto behind = static_cast<char>(kReversedBytes - size);
  const __m512i shuffle = _mm512_sub_epi8(_mm512_load_si512(order), _mm512_set1_epi8(behind));
  const __mmask64 bytes = (uint64_t{1} << size) - 1;
  const __m512i pixels = _mm512_maskz_loadu_epi8(bytes, from);
  _mm512_mask_storeu_epi8(to, bytes, _mm512_permutexvar_epi8(shuffle, pixels));
  return size;
}

#else

constexpr size_t kReversedBytes = 16;

HWY_INLINE void ReverseVector(const uint8_t* from, const uint8_t* order, uint8_t* to) {
  const hn::Full128<uint8_t> d;
  hn::StoreU(hn::TableLookupBytes(hn::LoadU(d, from), hn::Load(d, order)), d, to);
}

HWY_INLINE size_t ReverseTail(const uint8_t*, size_t, const uint8_t*, uint8_t*) { return 0; }

#endif

// Where each byte of a reversed vector of pixels comes from.
template <size_t kPixelBytes>
struct ReversedOrder {
  static constexpr size_t kStep = kReversedBytes / kPixelBytes * kPixelBytes;
  uint8_t bytes[kReversedBytes] = {};
  constexpr ReversedOrder() {
    for (size_t i = 0; i < kStep; ++i) {
      const size_t pixel = i / kPixelBytes;
      bytes[i] = static_cast<uint8_t>(kReversedBytes - (pixel + 1) * kPixelBytes + i % kPixelBytes);
    }
  }
};

template <size_t kPixelBytes>
HWY_INLINE size_t ReverseBlocks(const uint8_t* from, size_t size, uint8_t* to) {
  alignas(64) static constexpr ReversedOrder<kPixelBytes> kOrder;
  size_t done = 0;
  for (; done + kReversedBytes <= size; done += ReversedOrder<kPixelBytes>::kStep)
    ReverseVector(from + size - done - kReversedBytes, kOrder.bytes, to + done);
  done += ReverseTail(from, size - done, kOrder.bytes, to + done);
  for (; done < size; done += kPixelBytes)
    std::memcpy(to + done, from + size - done - kPixelBytes, kPixelBytes);
  return done;
}

// Of pixels of 1 to 4 channels.
HWY_INLINE size_t ReverseUsualBlocks(const uint8_t* from, size_t size, size_t pixel_bytes,
                                     uint8_t* to) {
  switch (pixel_bytes) {
    case 1:
      return ReverseBlocks<1>(from, size, to);
    case 2:
      return ReverseBlocks<2>(from, size, to);
    case 3:
      return ReverseBlocks<3>(from, size, to);
    case 4:
      return ReverseBlocks<4>(from, size, to);
    case 6:
      return ReverseBlocks<6>(from, size, to);
    case 8:
      return ReverseBlocks<8>(from, size, to);
    case 12: {
      const size_t done = ReverseTriples(from, size, to);
      return done + ReverseBlocks<12>(from, size - done, to + done);
    }
    case 16:
      return ReverseBlocks<16>(from, size, to);
    default:
      return 0;
  }
}

void ReversePixels(const void* in, size_t pixels, size_t pixel_bytes, void* out) {
  const auto* from = static_cast<const uint8_t*>(in);
  auto* to = static_cast<uint8_t*>(out);
  const size_t size = pixels * pixel_bytes;
  size_t done = ReverseUsualBlocks(from, size, pixel_bytes, to);
  for (; done < size; done += pixel_bytes) {
    std::memcpy(to + done, from + size - done - pixel_bytes, pixel_bytes);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_REVERSE_INL_H_
