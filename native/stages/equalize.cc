// Spreads the values of every channel of an image evenly over the value range.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "stages/channel_ops.h"
#include "stages/sampling.h"
#include "stages/stages.h"

namespace imagepipeline {

namespace {

// Of 0..255. Where 1 is the last bit of a double, adding rounds; std::nearbyint() is a call.
double RoundedToEven(double value) {
  constexpr double kOnes = 4503599627370496;  // 2^52
  return value + kOnes - kOnes;
}

// The value of every bin of one channel, from how many values each has; false when all are in one.
// `values` are those of 0..255.
bool Equalized(const uint64_t* counts, int32_t bins, const float* values, float* table) {
  uint64_t total = 0, first = 0;
  for (int32_t i = 0; i < bins; ++i) {
    if (total == 0) first = counts[i];
    total += counts[i];
  }
  if (total == first) return false;
  uint64_t sum = 0;
  for (int32_t i = 0; i < bins; ++i) {
    sum += counts[i];
    const double below = static_cast<double>(sum) - static_cast<double>(first);
    const double byte = below * 255 / static_cast<double>(total - first);
    table[i] = values[static_cast<size_t>(RoundedToEven(std::clamp(byte, 0.0, 255.0)))];
  }
  table[bins] = std::numeric_limits<float>::quiet_NaN();
  return true;
}

class Equalize : public Stage {
 public:
  explicit Equalize(ParamReader& params) : value_range_(params.ReadRange("valueRange")) {
    const int64_t bins = params.Size("bins");
    if (bins < 1 || bins > kMaxBins) params.Fail("bins", "must be within 1..65536");
    if (!(value_range_.lo < value_range_.hi)) params.Fail("valueRange", "must not be empty");
    bins_.count = static_cast<int32_t>(std::clamp<int64_t>(bins, 1, kMaxBins));
    const double scale = 255 / (value_range_.hi - value_range_.lo);
    bins_.scale = ToFloat(scale);
    bins_.offset = ToFloat(-value_range_.lo * scale);
    for (size_t byte = 0; byte < values_.size(); ++byte) {
      const double unit = static_cast<double>(byte) / 255;
      values_[byte] = ToFloat(value_range_.lo + unit * (value_range_.hi - value_range_.lo));
    }
  }

  Action Act(const Shape& /*input*/, const double* /*numbers*/) const override {
    return StatisticsAction{.histogram = bins_};
  }

  std::vector<PointOp> FromStatistics(const ImageStats& stats, const Shape& input,
                                      const double* /*numbers*/) const override {
    const auto channels = static_cast<size_t>(input.channels);
    const size_t stride = static_cast<size_t>(bins_.count) + 1;
    PointOp op;
    op.kind = PointOp::Kind::kChannelTable;
    op.bins = bins_;
    op.tables.resize(channels * stride);
    op.keeps.resize(channels);
    for (size_t c = 0; c < channels; ++c) {
      op.keeps[c] = !Equalized(&stats.histogram[c * stride], bins_.count, values_.data(),
                               &op.tables[c * stride]);
    }
    return {op};
  }

 private:
  Range value_range_;
  BinRule bins_;
  std::array<float, 256> values_;
};

}  // namespace

std::unique_ptr<Stage> MakeEqualize(ParamReader& params) {
  return std::make_unique<Equalize>(params);
}

}  // namespace imagepipeline
