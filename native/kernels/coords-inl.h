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

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using DF = hn::ScalableTag<float>;
using DI = hn::RebindToSigned<DF>;

// What the coordinates of one axis grow by, from lane to lane and from vector to vector.
struct AxisSteps {
  using DU = hn::RebindToUnsigned<DI>;
  hn::Vec<DU> lane_fraction, fraction;
  hn::Vec<DI> lane_whole, whole;

  HWY_INLINE explicit AxisSteps(int64_t step) {
    const DU du;
    const auto low = hn::Set(du, static_cast<uint32_t>(static_cast<uint64_t>(step)));
    // The step times the lane, in 64 bits.
    const auto lane = hn::Iota(du, 0);
    const auto even = hn::MulEven(low, lane);
    const auto odd = hn::MulEven(low, hn::Add(lane, hn::Set(du, 1)));
    lane_fraction = hn::OddEven(hn::BitCast(du, hn::ShiftLeft<32>(odd)), hn::BitCast(du, even));
    lane_whole = hn::Add(
        hn::BitCast(DI(),
                    hn::OddEven(hn::BitCast(du, odd), hn::BitCast(du, hn::ShiftRight<32>(even)))),
        hn::Mul(hn::Set(DI(), static_cast<int32_t>(step >> 32)), hn::BitCast(DI(), lane)));
    const int64_t vector = step * static_cast<int64_t>(hn::Lanes(du));
    fraction = hn::Set(du, static_cast<uint32_t>(static_cast<uint64_t>(vector)));
    whole = hn::Set(DI(), static_cast<int32_t>(vector >> 32));
  }
};

// Of both axes.
struct RunSteps {
  AxisSteps x, y;

  HWY_INLINE explicit RunSteps(const BlockStart& start) : x(start.x.step), y(start.y.step) {}
};

// One axis of neighbouring pixels, one in each lane.
class AxisLanes {
 public:
  using DU = AxisSteps::DU;
  using VI = hn::Vec<DI>;
  using VU = hn::Vec<DU>;

  // Coordinates are rounded down from here on: `at`, that of the first pixel, has half a unit
  // added.
  HWY_INLINE AxisLanes(const AxisSteps& steps, int64_t at)
      : steps_(steps), fraction_(FractionOf(at)), whole_(WholeOf(at)) {
    Add(steps.lane_fraction, steps.lane_whole);
  }

  // The lower half of a run that begins at `at`, and the upper half of one that begins at `other`.
  HWY_INLINE AxisLanes(const AxisSteps& steps, int64_t at, int64_t other)
      : steps_(steps),
        fraction_(hn::IfThenElse(hn::FirstN(DU(), hn::Lanes(DU()) / 2), FractionOf(at),
                                 FractionOf(other))),
        whole_(hn::IfThenElse(hn::FirstN(DI(), hn::Lanes(DI()) / 2), WholeOf(at), WholeOf(other))) {
    Add(steps.lane_fraction, steps.lane_whole);
  }

  HWY_INLINE void Next() { Add(steps_.fraction, steps_.whole); }

  HWY_INLINE VI whole() const { return whole_; }
  // In 1/2^32.
  HWY_INLINE VU fraction() const { return fraction_; }

 private:
  static HWY_INLINE VU FractionOf(int64_t at) {
    return hn::Set(DU(), static_cast<uint32_t>(static_cast<uint64_t>(at)));
  }
  static HWY_INLINE VI WholeOf(int64_t at) { return hn::Set(DI(), static_cast<int32_t>(at >> 32)); }

  HWY_INLINE void Add(VU fraction, VI whole) {
    fraction_ = hn::Add(fraction_, fraction);
    whole_ = hn::Add(whole_, whole);
    const auto carry = hn::RebindMask(DI(), hn::Lt(fraction_, fraction));
    whole_ = hn::IfThenElse(carry, hn::Add(whole_, hn::Set(DI(), 1)), whole_);
  }

  const AxisSteps& steps_;
  VU fraction_;
  VI whole_;
};

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
HWY_INLINE void ForEachAffineVector(const RunSteps& steps, const BlockStart& start, int count,
                                    const Visit& visit) {
  AxisLanes x(steps.x, start.x.at), y(steps.y, start.y.at);
  for (int j = 0; j < count; j += static_cast<int>(hn::Lanes(DF())), x.Next(), y.Next())
    visit(j, x, y);
}

// The coordinates of `count` <= kCoordBlock pixels, with the fractions that fraction_of() makes of
// those of their AxisLanes.
template <class FractionOf>
HWY_INLINE void StoreAffineCoords(const BlockStart& start, int count, const FractionOf& fraction_of,
                                  CoordBlock* out) {
  ForEachAffineVector(RunSteps(start), start, count,
                      [=](int j, const AxisLanes& x, const AxisLanes& y)
                          IMAGEPIPELINE_INLINE_LAMBDA {
                            hn::Store(x.whole(), DI(), out->x + j);
                            hn::Store(y.whole(), DI(), out->y + j);
                            hn::Store(fraction_of(x.fraction()), DF(), out->fx + j);
                            hn::Store(fraction_of(y.fraction()), DF(), out->fy + j);
                          });
}

// AffineCoords().
HWY_INLINE void AffineCoordsOf(const BlockStart& start, int count, CoordBlock* out) {
  const auto fraction_of = [](hn::Vec<AxisLanes::DU> f)
                               IMAGEPIPELINE_INLINE_LAMBDA { return FloatFractions(f); };
  StoreAffineCoords(Raised(start, kFractionHalf), count, fraction_of, out);
}

// ByteCoord() of them.
HWY_INLINE void AffineByteCoordsOf(const BlockStart& start, int count, CoordBlock* out) {
  const auto fraction_of = [](hn::Vec<AxisLanes::DU> f) IMAGEPIPELINE_INLINE_LAMBDA {
    return hn::Mul(hn::ConvertTo(DF(), hn::BitCast(DI(), ByteFractions(f))),
                   hn::Set(DF(), 0x1p-16f));
  };
  StoreAffineCoords(Raised(start, kByteFractionHalf), count, fraction_of, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_COORDS_INL_H_
