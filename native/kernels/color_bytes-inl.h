// Hue, saturation and gray of bytes: a vector of pixels, four bytes each, from memory to float32
// and back without a row in between.
#if defined(IMAGEPIPELINE_KERNELS_COLOR_BYTES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_COLOR_BYTES_INL_H_
#undef IMAGEPIPELINE_KERNELS_COLOR_BYTES_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_COLOR_BYTES_INL_H_
#endif

#include <cstring>

#include "hwy/highway.h"
#include "kernels/color-inl.h"
#include "kernels/convert-inl.h"
#include "kernels/fast_convert-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using ByteTag = hn::ScalableTag<uint8_t>;
using ByteVector = hn::Vec<ByteTag>;
using WordTag = hn::ScalableTag<int32_t>;
using WordVector = hn::Vec<WordTag>;

#if HWY_TARGET == HWY_AVX3_DL

// 48 bytes to a byte of 0 behind every three, and back. VBMI moves bytes anywhere.
class Triples {
 public:
  Triples() {
    alignas(64) uint8_t wide[64] = {}, narrow[64] = {};
    for (size_t i = 0; i < 48; ++i) {
      wide[i / 3 * 4 + i % 3] = static_cast<uint8_t>(i);
      narrow[i] = static_cast<uint8_t>(i / 3 * 4 + i % 3);
    }
    wide_ = _mm512_load_si512(wide);
    narrow_ = _mm512_load_si512(narrow);
  }
  HWY_INLINE ByteVector Widen(ByteVector bytes) const {
    return ByteVector{_mm512_maskz_permutexvar_epi8(0x7777777777777777, wide_, bytes.raw)};
  }
  HWY_INLINE ByteVector Narrow(ByteVector bytes) const {
    return ByteVector{_mm512_permutexvar_epi8(narrow_, bytes.raw)};
  }

 private:
  __m512i wide_, narrow_;
};

#else

class Triples {
 public:
  Triples() {
    for (size_t i = 0; i < kWords; ++i) {
      wide_[i] = static_cast<int32_t>(i / 4 * 3 + (i % 4 < 3 ? i % 4 : 0));
      narrow_[i] = static_cast<int32_t>(i < kWords / 4 * 3 ? i / 3 * 4 + i % 3 : 0);
    }
  }
  HWY_INLINE ByteVector Widen(ByteVector bytes) const {
    alignas(16) static constexpr uint8_t kWide[16] = {0, 1, 2, 128, 3, 4,  5,  128,
                                                      6, 7, 8, 128, 9, 10, 11, 128};
    return hn::TableLookupBytesOr0(Moved(bytes, wide_), hn::LoadDup128(ByteTag(), kWide));
  }
  HWY_INLINE ByteVector Narrow(ByteVector bytes) const {
    alignas(16) static constexpr uint8_t kNarrow[16] = {0,  1,  2,  4,  5,   6,   8,   9,
                                                        10, 12, 13, 14, 128, 128, 128, 128};
    return Moved(hn::TableLookupBytesOr0(bytes, hn::LoadDup128(ByteTag(), kNarrow)), narrow_);
  }

 private:
  static constexpr size_t kWords = HWY_LANES(int32_t);

  static HWY_INLINE ByteVector Moved(ByteVector bytes, const int32_t* from) {
    if constexpr (kWords == 4) return bytes;
    const WordTag di;
    const auto words = hn::TableLookupLanes(hn::BitCast(di, bytes), hn::SetTableIndices(di, from));
    return hn::BitCast(ByteTag(), words);
  }

  alignas(64) int32_t wide_[kWords], narrow_[kWords];
};

#endif  // HWY_TARGET

// As many pixels as float32 fit a vector, `in` to `out`, which may be `in`.
template <size_t kChannels>
class BytePixels {
 public:
  BytePixels(const uint8_t* in, size_t pixels, uint8_t* out)
      : in_(in), pixels_(pixels), out_(out) {}

  template <class Vector, class Scalar>
  HWY_INLINE void Change(const Vector& vector, const Scalar&) const {
    const ColorTag df;
    ChangeWords([&](WordVector pixels) HWY_ATTR {
      ColorVector r, g, b;
      Split(pixels, r, g, b);
      vector(r, g, b);
      const auto green = hn::ShiftLeft<8>(RoundToInt<uint8_t>(df, g));
      const auto two = hn::Or(RoundToInt<uint8_t>(df, r), green);
      return hn::Or(two, hn::ShiftLeft<16>(RoundToInt<uint8_t>(df, b)));
    });
  }

  // Every pixel its gray, which fits a byte.
  HWY_INLINE void ToGray() const {
    ChangeWords([&](WordVector pixels) HWY_ATTR {
      const WordTag di;
      ColorVector r, g, b;
      Split(pixels, r, g, b);
      alignas(16) static constexpr uint8_t kThrice[16] = {0, 0, 0, 128, 4,  4,  4,  128,
                                                          8, 8, 8, 128, 12, 12, 12, 128};
      const auto gray = hn::BitCast(ByteTag(), RoundInRange(GrayOf(r, g, b)));
      return hn::BitCast(di, hn::TableLookupBytesOr0(gray, hn::LoadDup128(ByteTag(), kThrice)));
    });
  }

 private:
  static constexpr size_t kVector = HWY_LANES(uint8_t), kPixels = HWY_LANES(float);
  static constexpr size_t kStep = kPixels * kChannels;  // bytes

  static HWY_INLINE void Split(WordVector pixels, ColorVector& r, ColorVector& g, ColorVector& b) {
    const ColorTag df;
    const auto byte = hn::Set(WordTag(), 255);
    const auto blue = hn::ShiftRight<16>(pixels);
    r = hn::ConvertTo(df, hn::And(pixels, byte));
    g = hn::ConvertTo(df, hn::And(hn::ShiftRight<8>(pixels), byte));
    b = hn::ConvertTo(df, kChannels == 3 ? blue : hn::And(blue, byte));
  }

  // change(pixels) gets the bytes of pixels, the first the lowest, and gives the new ones of the
  // first three channels.
  template <class Words>
  HWY_INLINE void ChangeWords(const Words& change) const {
    const Triples triples;
    const size_t bytes = pixels_ * kChannels;
    size_t i = 0;
    for (; i + kVector <= bytes; i += kStep) StoreStep(Changed(in_ + i, triples, change), out_ + i);
    for (; i < bytes; i += kStep) {
      const size_t some = HWY_MIN(bytes - i, kStep);
      alignas(64) uint8_t last[kVector] = {};
      std::memcpy(last, in_ + i, some);
      hn::StoreU(Changed(last, triples, change), ByteTag(), last);
      std::memcpy(out_ + i, last, some);
    }
  }

  template <class Words>
  static HWY_INLINE ByteVector Changed(const uint8_t* at, const Triples& triples,
                                       const Words& change) {
    const ByteTag du;
    const WordTag di;
    const auto bytes = hn::LoadU(du, at);
    if constexpr (kChannels == 3) {
      const auto pixels = hn::BitCast(di, triples.Widen(bytes));
      return triples.Narrow(hn::BitCast(du, change(pixels)));
    } else {
      const auto pixels = hn::BitCast(di, bytes);
      const auto alpha = hn::And(pixels, hn::ShiftLeft<24>(hn::Set(di, 255)));
      return hn::BitCast(du, hn::Or(change(pixels), alpha));
    }
  }

  static HWY_INLINE void StoreStep(ByteVector bytes, uint8_t* out) {
    const ByteTag du;
    if constexpr (kChannels == 4) return hn::StoreU(bytes, du, out);
    const hn::Half<ByteTag> dh;
    const hn::Half<decltype(dh)> dq;
    hn::StoreU(hn::LowerHalf(dh, bytes), dh, out);
    hn::StoreU(hn::LowerHalf(dq, hn::UpperHalf(dh, bytes)), dq, out + kVector / 2);
  }

  const uint8_t* in_;
  size_t pixels_;
  uint8_t* out_;
};

template <size_t kChannels>
HWY_INLINE void ChangeColors(const BytePixels<kChannels>& pixels, const ColorRule& rule) {
  if (IsPlainGray(rule)) return pixels.ToGray();
  switch (rule.kind) {
    case ColorRule::Kind::kHue:
      return TurnHues(pixels, rule.amount, rule.lo, rule.hi);
    case ColorRule::Kind::kSaturation:
      return ScaleSaturations(pixels, rule.amount, rule.lo);
    case ColorRule::Kind::kGray:
      return MixGrays(pixels, rule.keep, rule.amount, rule.lo, rule.hi);
  }
}

void ChangeColorBytes(const uint8_t* in, size_t pixels, int64_t channels, const ColorRule& rule,
                      uint8_t* out) {
  if (channels == 3) return ChangeColors(BytePixels<3>(in, pixels, out), rule);
  ChangeColors(BytePixels<4>(in, pixels, out), rule);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_COLOR_BYTES_INL_H_
