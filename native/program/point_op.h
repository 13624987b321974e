// What happens to values one by one, or pixel by pixel, once they are where they belong.
#ifndef IMAGEPIPELINE_PROGRAM_POINT_OP_H_
#define IMAGEPIPELINE_PROGRAM_POINT_OP_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "core/bins.h"
#include "core/image.h"
#include "core/philox.h"
#include "core/pillow_brightness.h"
#include "program/tiles.h"

namespace imagepipeline {

// Pixels [left, right) of rows [top, bottom).
struct PixelArea {
  int64_t top = 0, left = 0, bottom = 0, right = 0;
};

// One step on the values of a pass, in registers or L1.
struct PointOp {
  enum class Kind : uint8_t {
    kChannelAffine,     // (v - center[c]) * scale[c] + bias[c], every step rounded to float32
    kChannelMatrix,     // bias[c] + sum over k of (v[k] - center[k]) * matrix[k * channels + c], in
                        // double, rounded once
    kPixelAffine,       // (v - center) * scale with one center and scale per value of the image
    kClamp,             // NaN stays NaN
    kChannelClamp,      // to lows[c]..highs[c]; NaN stays NaN
    kHue,               // hue + amount, of the circle within -0.5..0.5, clamped to lo..hi
    kSaturation,        // saturation * amount, at most 1; black is lo
    kGray,              // (1 - amount) * v + amount * gray, clamped to lo..hi
    kSolarize,          // v + amount clamped to lo..hi, then lo + hi - v unless below threshold
    kPosterize,         // the leading `bits` of the byte that v is on the scale of lo..hi
    kChannelTable,      // tables[c * (bins.count + 1) + bin], except where keeps[c]
    kPillowBrightness,  // BrightenedByPillow()
    kQuantize,          // round half to even, saturate to `dtype`; NaN becomes 0
    kFill,              // fill[c] inside `area`
    kNoise,       // inside `area` v + scale[0] * z, or clamp(scale[0] * z) where it `replaces`;
                  // z = NormalAt(key, row, value in the row)
    kTileTables,  // NaN stays NaN
  };
  Kind kind = Kind::kChannelAffine;
  std::vector<double> center, scale, bias;                    // one per channel
  std::vector<double> matrix;                                 // kChannelMatrix: input x output
  std::shared_ptr<const std::vector<float>> centers, scales;  // kPixelAffine: ValueCount() each
  float lo = 0, hi = 0;                                       // kClamp, kNoise, kHue, ...
  double amount = 0;                                          // kHue, kSaturation, ...
  float threshold = 0;                                        // kSolarize
  int32_t bits = 8;                                           // kPosterize
  std::vector<float> lows, highs;                             // kChannelClamp
  BinRule bins;                                               // kChannelTable
  std::vector<float> tables;
  std::vector<bool> keeps;
  DType dtype = DType::kFloat32;                  // kQuantize
  PixelArea area;                                 // kFill, kNoise
  std::vector<double> fill;                       // kFill: one per channel
  PhiloxKey noise_key{};                          // kNoise
  bool replaces = false;                          // kNoise
  std::shared_ptr<const TileTables> tile_tables;  // kTileTables
  PillowBrightness brightness;                    // kPillowBrightness
};

// Whether a store to uint8 makes the same of what it leaves as of what it gets.
inline bool KeepsBytes(const PointOp& op) {
  return op.kind == PointOp::Kind::kClamp && op.lo <= 0 && op.hi >= 255;
}

// Whether it changes the first three channels of a pixel together.
inline bool IsColorOp(const PointOp& op) {
  return op.kind == PointOp::Kind::kHue || op.kind == PointOp::Kind::kSaturation ||
         op.kind == PointOp::Kind::kGray;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_POINT_OP_H_
