// Pixels of 3 or 4 channels across a border, one after the other: BilinearPixel() in four lanes.
// Runs across a border are short mostly, and a call of SampleFew() costs as much as seven pixels
// here.
#if defined(IMAGEPIPELINE_KERNELS_EDGE_PIXELS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_EDGE_PIXELS_INL_H_
#undef IMAGEPIPELINE_KERNELS_EDGE_PIXELS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_EDGE_PIXELS_INL_H_
#endif

#include <cstring>
#include <type_traits>

#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/convert-inl.h"
#include "kernels/lerp-inl.h"
#include "kernels/pixel.h"
#include "kernels/tap_loads-inl.h"
#include "kernels/taps-inl.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr int kMaxEdgePixels = 6;

template <typename T, int64_t kChannels>
class EdgePixels {
 public:
  using D4 = hn::Full128<float>;
  using V4 = hn::Vec<D4>;

  HWY_INLINE EdgePixels(const ConstImage& source, const TapSpace& space, const Border& border)
      : source_(source),
        border_(border),
        // The fill value of integers need not be one of theirs.
        places_(source.data, space.last_offset, kChannels,
                kIsFloat ? static_cast<T>(border.fill_value) : T{0}) {}

  // Pixels [begin, end) of a run.
  HWY_INLINE void Run(const BlockStart& start, int begin, int end, float* out) const {
    for (int j = begin; j < end; ++j) {
      const V4 mixed = Mixed(
          MakeBilinearTaps(source_, AffineCoord(start, j), border_.fill_mode, border_.fill_value));
      float* to = out + j * kChannels;
      if (kChannels == 4 || j + 1 < end) {
        hn::StoreU(mixed, D4(), to);
      } else {
        alignas(16) float values[4];
        hn::Store(mixed, D4(), values);
        std::memcpy(to, values, kChannels * sizeof(float));
      }
    }
  }

 private:
  static constexpr bool kIsFloat = std::is_same_v<T, float>;

  HWY_INLINE V4 Mixed(const BilinearTaps& taps) const {
    const V4 fx = hn::Set(D4(), taps.fx), fy = hn::Set(D4(), taps.fy);
    const V4 mixed =
        LerpVector<kIsFinite<T>>(LerpVector<kIsFinite<T>>(Read(taps.a), Read(taps.b), fx),
                                 LerpVector<kIsFinite<T>>(Read(taps.c), Read(taps.d), fx), fy);
    if constexpr (kIsFloat) return OneNaN(mixed);
    return mixed;
  }

  HWY_INLINE V4 Read(const Tap& tap) const {
    const bool is_fill = tap.values == nullptr;
    if constexpr (!kIsFloat) {
      if (is_fill) return hn::Set(D4(), border_.fill_value);
    }
    const auto offset = static_cast<int32_t>(is_fill ? -1 : tap.values - source_.data);
    return LoadAsFloat(D4(), reinterpret_cast<const T*>(places_.At(offset)));
  }

  const ConstImage& source_;
  Border border_;
  TapPlaces places_;
};

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_EDGE_PIXELS_INL_H_
