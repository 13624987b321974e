// Affine coordinates of a run of pixels, as AffineCoord() of core/coords.h gives them: integers, so
// that stepping loses nothing.
#if defined(IMAGEPIPELINE_KERNELS_COORDS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_COORDS_INL_H_
#undef IMAGEPIPELINE_KERNELS_COORDS_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_COORDS_INL_H_
#endif

#include "core/coords.h"
#include "hwy/highway.h"
#include "kernels/inline_lambda.h"
#include "kernels/vnni.h"

IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using DF = hn::ScalableTag<float>;
using DI = hn::RebindToSigned<DF>;

// One axis of neighbouring pixels, one in each lane, stepped a whole vector at a time.
class AxisLanes {
 public:
  using DU = hn::RebindToUnsigned<DI>;
  using VI = hn::Vec<DI>;
  using VU = hn::Vec<DU>;

  // Coordinates are rounded down from here on; `start` has half a unit added.
  HWY_INLINE explicit AxisLanes(const AxisStart& start) {
    const DU du;
    const auto low = [&](int64_t v)
                         HWY_ATTR { return hn::Set(du, static_cast<uint32_t>(static_cast<uint64_t>(v))); };
    const auto high = [&](int64_t v) HWY_ATTR { return hn::Set(DI(), static_cast<int32_t>(v >> 32)); };
    // The step times the lane, in 64 bits.
    const VU lane = hn::Iota(du, 0);
    const auto even = hn::MulEven(low(start.step), lane);
    const auto odd = hn::MulEven(low(start.step), hn::Add(lane, hn::Set(du, 1)));
    const VU more = hn::OddEven(hn::BitCast(du, hn::ShiftLeft<32>(odd)), hn::BitCast(du, even));
    const VU carried = hn::OddEven(hn::BitCast(du, odd), hn::BitCast(du, hn::ShiftRight<32>(even)));
    fraction_ = low(start.at);
    whole_ = high(start.at);
    fraction_step_ = more;
    whole_step_ = hn::Add(hn::BitCast(DI(), carried),
                          hn::Mul(high(start.step), hn::BitCast(DI(), lane)));
    Next();
    const int64_t vector = static_cast<int64_t>(static_cast<uint64_t>(start.step) * hn::Lanes(du));
    fraction_step_ = low(vector);
    whole_step_ = high(vector);
  }

  HWY_INLINE void Next() {
    fraction_ = hn::Add(fraction_, fraction_step_);
    const auto carry = hn::RebindMask(DI(), hn::Lt(fraction_, fraction_step_));
    // A true mask is -1.
    whole_ = hn::Sub(hn::Add(whole_, whole_step_), hn::VecFromMask(DI(), carry));
  }

  HWY_INLINE VI whole() const { return whole_; }
  // In 1/2^32.
  HWY_INLINE VU fraction() const { return fraction_; }

 private:
  VU fraction_, fraction_step_;
  VI whole_, whole_step_;
};

// `start` with this added to both axes.
HWY_INLINE BlockStart Raised(const BlockStart& start, int64_t more) {
  return {{start.x.at + more, start.x.step}, {start.y.at + more, start.y.step}};
}

// The fraction that SplitCoord() gives to a coordinate to which half a unit was added.
HWY_INLINE hn::Vec<DF> FloatFractions(hn::Vec<AxisLanes::DU> fraction) {
  const auto units = hn::BitCast(DI(), hn::ShiftRight<8>(fraction));
  return hn::Mul(hn::ConvertTo(DF(), units), hn::Set(DF(), 0x1p-24f));
}

// The fraction of ByteCoord(), of a coordinate to which half of its unit was added too.
constexpr int64_t kByteFractionHalf = kFractionHalf + (1 << 15);
HWY_INLINE hn::Vec<AxisLanes::DU> ByteFractions(hn::Vec<AxisLanes::DU> fraction) {
  return hn::ShiftRight<16>(fraction);
}

// Calls visit(j, x, y) for the AxisLanes of every vector of `count` pixels from `start`; lanes
// after `count` hold no meaning.
template <class Visit>
HWY_INLINE void ForEachAffineVector(const BlockStart& start, int count, const Visit& visit) {
  AxisLanes x(start.x), y(start.y);
  for (int j = 0; j < count; j += static_cast<int>(hn::Lanes(DF())), x.Next(), y.Next())
    visit(j, x, y);
}

// AffineCoords() of `count` <= kCoordBlock pixels.
HWY_INLINE void AffineCoordsOf(const BlockStart& start, int count, CoordBlock* out) {
  ForEachAffineVector(
      Raised(start, kFractionHalf), count,
      [=](int j, const AxisLanes& x, const AxisLanes& y) IMAGEPIPELINE_INLINE_LAMBDA {
        hn::Store(x.whole(), DI(), out->x + j);
        hn::Store(y.whole(), DI(), out->y + j);
        hn::Store(FloatFractions(x.fraction()), DF(), out->fx + j);
        hn::Store(FloatFractions(y.fraction()), DF(), out->fy + j);
      });
}

// ByteCoord() of them.
HWY_INLINE void AffineByteCoordsOf(const BlockStart& start, int count, CoordBlock* out) {
  const auto fraction = [](hn::Vec<AxisLanes::DU> f) IMAGEPIPELINE_INLINE_LAMBDA {
    return hn::Mul(hn::ConvertTo(DF(), hn::BitCast(DI(), ByteFractions(f))),
                   hn::Set(DF(), 0x1p-16f));
  };
  ForEachAffineVector(
      Raised(start, kByteFractionHalf), count,
      [=](int j, const AxisLanes& x, const AxisLanes& y) IMAGEPIPELINE_INLINE_LAMBDA {
        hn::Store(x.whole(), DI(), out->x + j);
        hn::Store(y.whole(), DI(), out->y + j);
        hn::Store(fraction(x.fraction()), DF(), out->fx + j);
        hn::Store(fraction(y.fraction()), DF(), out->fy + j);
      });
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_COORDS_INL_H_
