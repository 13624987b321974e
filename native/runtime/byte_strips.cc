#include "runtime/byte_strips.h"

#include <algorithm>

namespace imagepipeline {

namespace {

class PickMaker {
 public:
  PickMaker(const ByteAxis& columns, int64_t channels, const StripForm& form)
      : columns_(columns), channels_(static_cast<int32_t>(channels)), form_(form) {
    two_taps_ = columns.taps == 2;
    per_window_ = form.window / (two_taps_ ? 2 : 4);
    picks_.values = columns.output_size * channels;
    picks_.pairs = static_cast<size_t>(columns.taps / 2);
  }

  BytePicks Make() {
    if (form_.strip == 0 || picks_.values < form_.strip) return {};
    SetValues();
    const int64_t strips = (picks_.values + form_.strip - 1) / form_.strip;
    if (!SetWindows(strips)) return {};
    picks_.strips = static_cast<size_t>(strips);
    const size_t entries =
        picks_.strips * static_cast<size_t>((two_taps_ ? 1 : columns_.taps) * form_.strip);
    picks_.places.resize(entries);
    picks_.weights.resize(entries);
    const int32_t* begin = picks_.begin.data();
    uint16_t* places = picks_.places.data();
    int16_t* weights = picks_.weights.data();
    for (int64_t s = 0; s < strips; ++s) {
      for (int64_t t = 0; t < columns_.taps; t += 2) {
        if (form_.widens && t > 0) begin -= form_.strip / per_window_;
        for (int64_t at = Start(s), end = at + form_.strip; at < end; at += per_window_) {
          if (two_taps_) {
            SetTwoTaps(at, *begin, places, weights);
          } else {
            SetMoreTaps(at, t, *begin, places, weights);
          }
          ++begin;
          places += form_.window / 2;
          weights += form_.window / 2;
        }
      }
    }
    return std::move(picks_);
  }

 private:
  int64_t Start(int64_t strip) const {
    return std::min(strip * form_.strip, picks_.values - form_.strip);
  }

  void SetValues() {
    const auto values = static_cast<size_t>(picks_.values);
    offsets_.resize(values);
    pixels_.resize(values);
    size_t value = 0;
    for (int32_t i = 0; i < columns_.output_size; ++i) {
      const int32_t offset = columns_.first[static_cast<size_t>(i)] * channels_;
      for (int32_t c = 0; c < channels_; ++c, ++value) {
        offsets_[value] = offset + c;
        pixels_[value] = i;
      }
    }
  }

  // False where a window would have to be larger than there are.
  bool SetWindows(int64_t strips) {
    const int64_t taps_at_once = form_.widens ? columns_.taps : 2;
    int32_t widest = 0;
    picks_.begin.reserve(static_cast<size_t>(strips * form_.strip / per_window_) * picks_.pairs);
    for (int64_t s = 0; s < strips; ++s) {
      for (int64_t t = 0; t < columns_.taps; t += taps_at_once) {
        for (int64_t at = Start(s), end = at + form_.strip; at < end; at += per_window_) {
          int32_t low = offsets_[static_cast<size_t>(at)], high = low;
          for (int64_t k = at + 1; k < at + per_window_; ++k) {
            low = std::min(low, offsets_[static_cast<size_t>(k)]);
            high = std::max(high, offsets_[static_cast<size_t>(k)]);
          }
          widest = std::max(widest, high - low);
          picks_.begin.push_back(low + static_cast<int32_t>(t) * channels_);
        }
      }
    }
    const int64_t needed = widest + (taps_at_once - 1) * channels_ + 1;
    picks_.wide = form_.widens && needed > form_.window;
    const int64_t window = picks_.wide ? 2 * form_.window : form_.window;
    const int64_t last = columns_.input_size * channels_ - window;
    if (needed > window || last < 0) return false;
    for (int32_t& begin : picks_.begin) begin = std::min(begin, static_cast<int32_t>(last));
    return true;
  }

  // Of the window of values from `at` on, as the next one.
  void SetTwoTaps(int64_t at, int32_t begin, uint16_t* places, int16_t* weights) const {
    const int32_t* offsets = offsets_.data() + at;
    const int32_t* pixels = pixels_.data() + at;
    for (int64_t k = 0; k < per_window_; ++k) {
      const int32_t left = offsets[k] - begin, right = left + channels_;
      const int16_t* pair = columns_.weights.data() + 2 * pixels[k];
      const bool swaps = pair[1] > pair[0];
      places[k] = static_cast<uint16_t>(swaps ? right | left << 8 : left | right << 8);
      weights[k] = static_cast<int16_t>(-4 * std::min(pair[0], pair[1]));
    }
  }

  void SetMoreTaps(int64_t at, int64_t tap, int32_t begin, uint16_t* places,
                   int16_t* weights) const {
    const int32_t* offsets = offsets_.data() + at;
    const int32_t* pixels = pixels_.data() + at;
    const int32_t back = begin - static_cast<int32_t>(tap) * channels_;
    for (int64_t k = 0; k < per_window_; ++k) {
      const int32_t place = offsets[k] - back;
      const int16_t* pair = columns_.weights.data() + pixels[k] * columns_.taps + tap;
      places[2 * k] = static_cast<uint16_t>(BytePicks::kNoPlace | place);
      places[2 * k + 1] = static_cast<uint16_t>(BytePicks::kNoPlace | (place + channels_));
      weights[2 * k] = pair[0];
      weights[2 * k + 1] = pair[1];
    }
  }

  const ByteAxis& columns_;
  int32_t channels_;
  StripForm form_;
  bool two_taps_;
  int64_t per_window_ = 1;
  std::vector<int32_t> offsets_, pixels_;  // of each value the byte of its first tap, its pixel
  BytePicks picks_;
};

}  // namespace

BytePicks MakeBytePicks(const ByteAxis& columns, int64_t channels, const StripForm& form) {
  return PickMaker(columns, channels, form).Make();
}

std::vector<RowMix> MakeRowMixes(const ByteAxis& rows) {
  std::vector<RowMix> mixes;
  if (rows.taps != 2) return mixes;
  mixes.reserve(rows.first.size());
  for (size_t i = 0; i < rows.first.size(); ++i) {
    const int16_t a = rows.weights[2 * i], b = rows.weights[2 * i + 1];
    const bool second = b > a;
    // Of the smaller one, so that it fits: at most half a unit.
    mixes.push_back(
        {static_cast<int16_t>(second ? 4 * a : -4 * b), static_cast<int16_t>(second ? -1 : 0)});
  }
  return mixes;
}

}  // namespace imagepipeline
