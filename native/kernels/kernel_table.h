// The row kernels, one set of function pointers per SIMD target. Every target gives the same bits
// as every other: no fused multiply-add, fixed orders of summation, range checks before conversions
// to integers. Which NaN an operation yields is the exception, until store_row writes every NaN as
// 0x7FC00000. All pointers may be unaligned; nothing reads or writes outside the ranges named here.
#ifndef IMAGEPIPELINE_KERNELS_KERNEL_TABLE_H_
#define IMAGEPIPELINE_KERNELS_KERNEL_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/border.h"
#include "core/coords.h"
#include "core/image.h"
#include "core/philox.h"
#include "kernels/byte_axis.h"
#include "kernels/color.h"
#include "kernels/float_picks.h"
#include "kernels/histogram.h"
#include "kernels/tone.h"

namespace imagepipeline {

// Weights of one axis of a separable resize: output i is the sum over t < taps of weights[i * taps
// + t] * input[first[i] + t], added in the order of t, plus outside[i] * fill unless outside[i] is
// 0. Every tap lies inside the input; unused trailing taps have weight 0 and are never read
// (count[i] says how many are used).
struct AxisTable {
  int64_t input_size = 0;
  int64_t output_size = 0;
  int taps = 0;
  std::vector<int32_t> first;
  std::vector<int32_t> count;
  std::vector<float> weights;
  std::vector<float> outside;
};

// Sums are kept in fixed lanes: value k of a row goes to lane k % StatLanes(channels), whatever the
// vector width.
constexpr int kMaxStatLanes = 24;
constexpr int StatLanes(int64_t channels) {
  return channels <= 24 && 24 % channels == 0 ? 24 : static_cast<int>(channels);
}

// The same for products: pixel p of a row goes to lane p % ProductLanes(channels).
constexpr size_t kProductLanes = 8;
constexpr size_t ProductLanes(int64_t channels) { return channels <= 4 ? kProductLanes : 1; }

// What the products of matrices work on: tiles of 8 rows by 48 float32 or int32, or 24 doubles.
constexpr size_t kTileRows = 8;
constexpr size_t kTileFloats = 48;
constexpr size_t kTileDoubles = 24;

// (v - center[c]) * scale[c] + bias[c], one finite entry per channel, where there are any; then
// clamped to lo..hi, where that is wanted.
struct ScaleStep {
  const float* center = nullptr;
  const float* scale = nullptr;
  const float* bias = nullptr;
  bool clamps = false;
  float lo = 0, hi = 0;
};

// In this order, at least one.
struct ScaleSteps {
  static constexpr size_t kMost = 4;
  ScaleStep steps[kMost];
  size_t count = 0;

  // Whether there is nothing but an affine.
  bool is_affine() const { return count == 1 && steps[0].center != nullptr && !steps[0].clamps; }
};

struct KernelTable {
  const char* target;  // "AVX3_DL", "AVX2", "SSE4", ..., "SCALAR"

  // out[j * channels + c] = sample of `source` at coordinate j of `coords`, as float32, for j in
  // [0, count). Bilinear is top = a + fx * (b - a), bottom = c + fx * (d - c), top + fy * (bottom -
  // top) in float32 with separate multiply and add; a tap of weight 0 (fx == 0 or fy == 0) is not
  // used at all, so a NaN or Inf there does no harm, and every NaN is the one that results have.
  // Nearest copies values. Pixels with a tap outside follow `fill_mode` tap by tap (TapIndex /
  // NearestIndex); index kOutside reads fill_value.
  void (*sample)(const ConstImage& source, const CoordBlock& coords, int count,
                 Interpolation interpolation, FillMode fill_mode, float fill_value, float* out);

  // The same at the coordinates AffineCoord() of the pixels of `rows`.
  void (*sample_affine)(const ConstImage& source, const AffineRows& rows,
                        Interpolation interpolation, FillMode fill_mode, float fill_value,
                        float* out);

  // The bilinear samples of a uint8 image as uint8: MixBytes() of kernels/byte_mix.h. `coords` are
  // as ByteCoord() makes them; those of affine rows are rounded here.
  void (*sample_bytes)(const ConstImage& source, const CoordBlock& coords, int count,
                       FillMode fill_mode, uint8_t fill, uint8_t* out);
  void (*sample_affine_bytes)(const ConstImage& source, const AffineRows& rows, FillMode fill_mode,
                              uint8_t fill, uint8_t* out);

  // count values to float32 and back. Store rounds half to even and saturates; NaN becomes 0.
  void (*load_row)(const void* in, DType dtype, size_t count, float* out);
  void (*store_row)(const float* in, size_t count, DType dtype, void* out);
  // store_row() of float32 past the caches. Other threads see it after a full fence.
  void (*stream_row)(const float* in, size_t count, float* out);

  // In place on a row of pixels * channels values: (v - center[c]) * scale[c] + bias[c], and the
  // same per value without a bias. Subtracting first keeps (v - mean) exact where v is near the
  // mean.
  void (*channel_affine)(float* row, size_t pixels, int64_t channels, const float* center,
                         const float* scale, const float* bias);
  // load_row, then channel_affine and clamp for each of the steps, and store_row to float32 in one
  // go, for 1 to 4 channels. `out` may be `in` where that is float32. `streams` as stream_row: past
  // the caches.
  void (*scale_row)(const void* in, DType dtype, size_t pixels, int64_t channels,
                    const ScaleSteps& steps, bool streams, float* out);
  void (*value_affine)(float* row, size_t values, const float* center, const float* scale);
  // In place: out[c] = sum over k of (v[k] - center[k]) * matrix[k * channels + c], plus bias[c],
  // in double, added in the order of k and rounded to float32 once. At most kMaxMixedChannels.
  void (*channel_matrix)(float* row, size_t pixels, int64_t channels, const double* center,
                         const double* matrix, const double* bias);
  void (*clamp)(float* row, size_t values, float lo, float hi);
  // In place, with one range per channel. NaN stays.
  void (*clamp_channels)(float* row, size_t pixels, int64_t channels, const float* lows,
                         const float* highs);
  // In place, what TurnHue(), ScaleSaturation() and MixGray() of kernels/color.h do to each pixel
  // of 3 or 4 channels.
  void (*turn_hue)(float* row, size_t pixels, int64_t channels, float shift, float lo, float hi);
  void (*scale_saturation)(float* row, size_t pixels, int64_t channels, float scale, float lo);
  void (*mix_gray)(float* row, size_t pixels, int64_t channels, float keep, float amount, float lo,
                   float hi);
  // Pixels of 3 or 4 bytes: what store_row makes of ChangeColor(). in may be out.
  void (*change_color_bytes)(const uint8_t* in, size_t pixels, int64_t channels,
                             const ColorRule& rule, uint8_t* out);
  // In place, SolarizeValue() and PosterizeValue() of kernels/tone.h.
  void (*solarize)(float* row, size_t values, const SolarizeRule& rule);
  void (*posterize)(float* row, size_t values, const PosterizeRule& rule);
  // In place: the entry of the value's bin, in the changed channels.
  void (*look_up_channels)(float* row, size_t pixels, int64_t channels, const ChannelTable& table);
  // out[i] = tables[c * 256 + in[i]] of pixels * channels bytes, c the channel. in may be out.
  void (*look_up_bytes)(const uint8_t* in, size_t pixels, int64_t channels, const uint8_t* tables,
                        uint8_t* out);
  // As a store and a load of that dtype would leave them. No effect for float32.
  void (*quantize)(float* row, size_t values, DType dtype);

  // out[i] = a[i] * a_weight + b[i] * b_weight; out may be a or b.
  void (*blend)(const float* a, const float* b, size_t values, float a_weight, float b_weight,
                float* out);

  // Pixels of `pixel_bytes` each, in reverse order. in and out do not overlap.
  void (*reverse_pixels)(const void* in, size_t pixels, size_t pixel_bytes, void* out);

  // One row of the horizontal pass, and one row of the vertical pass over `taps` rows, of which
  // `out` may be one. The first also in vectors of `pick_lanes`, with picks made of `axis`; may be
  // 0.
  void (*resample_row)(const float* in, int64_t channels, const AxisTable& axis, float fill,
                       float* out);
  size_t pick_lanes;
  void (*resample_picked)(const float* in, int64_t channels, const AxisTable& axis,
                          const FloatPicks& picks, float fill, float* out);
  void (*combine_rows)(const float* const* rows, const float* weights, int taps, float constant,
                       size_t values, float* out);

  // The same two of bytes, with what kernels/byte_axis.h says in between. `taps` is even.
  void (*resample_bytes)(const uint8_t* in, int64_t channels, const ByteAxis& axis, int16_t* out);
  void (*combine_bytes)(const int16_t* const* rows, const int16_t* weights, int64_t taps,
                        size_t values, uint8_t* out);
  // Both at once, a strip of `strip_form` a call; null where that has none. At most kMaxStripTaps
  // per row of results.
  StripForm strip_form;
  void (*resize_bytes)(const ByteBand& band);

  // Sum and centred sum of squares of a row into lanes[StatLanes(channels)] (double), which the
  // caller zeroed once. lane_means has one entry per lane.
  void (*add_sums)(const float* row, size_t values, int64_t channels, double* lanes);
  void (*add_squares)(const float* row, size_t values, int64_t channels, const double* lane_means,
                      double* lanes);
  // Sums of products of centred channels i <= j: those of lane l are sums[(i * channels + j) *
  // ProductLanes(channels) + l], zeroed once by the caller. `means` has one entry per channel. At
  // most kMaxMixedChannels.
  void (*add_products)(const float* row, size_t pixels, int64_t channels, const double* means,
                       double* sums);
  // Adds the bytes of channel c to sums[c] and the squares of all to *squares, unless that is null.
  void (*add_byte_sums)(const uint8_t* row, size_t pixels, int64_t channels, uint64_t* sums,
                        uint64_t* squares);
  // Widens [lo[c], hi[c]] to the bytes of channel c.
  void (*widen_byte_ranges)(const uint8_t* row, size_t pixels, int64_t channels, uint8_t* lo,
                            uint8_t* hi);
  // Widens [*lo, *hi] to the row's values; NaN is ignored and a zero is never -0.
  void (*min_max)(const float* row, size_t values, float* lo, float* hi);
  // The same per channel, but a NaN makes the lo[c] of its channel NaN for good.
  void (*min_max_channels)(const float* row, size_t pixels, int64_t channels, float* lo, float* hi);
  // Adds 1 to counts[c * BinStride(rule) + bin] for each value of channel c.
  void (*add_histogram)(const float* row, size_t pixels, int64_t channels, const BinRule& rule,
                        uint64_t* counts);

  // tile[i * 48 + j] += sum over k < depth of a[k * 8 + i] * b[k * 48 + j], added one by one in the
  // order of k; product and sum are rounded separately. 24 instead of 48 for doubles.
  void (*multiply_floats)(size_t depth, const float* a, const float* b, float* tile);
  void (*multiply_doubles)(size_t depth, const double* a, const double* b, double* tile);
  // tile[i * 48 + j] += sum over k < quads and q < 4 of a[(k * 8 + i) * 4 + q] * (b[(k * 48 + j) *
  // 4 + q] - 128), exact where every sum on the way fits int32: from zero, 65,792 products do.
  void (*multiply_bytes)(size_t quads, const uint8_t* a, const uint8_t* b, int32_t* tile);

  // out[i] = NormalAt(key, row, first + i), kernels/normal.h.
  void (*normals)(const PhiloxKey& key, int64_t row, uint64_t first, size_t count, float* out);
};

// The table in use: the best the CPU has, or the forced one.
const KernelTable& Kernels();
// Names of the targets that this CPU can run, best first.
std::vector<std::string> SupportedTargets();
// Uses `target` from now on ("" = best again). False when the CPU or this build lacks it; nothing
// changes then. The environment variable TFJS_IMAGE_PIPELINE_TARGET does the same at start; an
// unknown name there is ignored.
bool ForceTarget(const std::string& target);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_KERNEL_TABLE_H_
