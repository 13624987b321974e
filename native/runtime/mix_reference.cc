// One value after another, as the definition says it.
#include "runtime/image_view.h"
#include "runtime/mix.h"
#include "runtime/reference_image.h"

namespace imagepipeline {

namespace {

// Rounded to the result's dtype first, which `out` may widen.
void StoreAs(DType result, DoubleImage* image, const MutableImage& out) {
  for (double& value : image->values) value = Quantized(value, result);
  Store(*image, out);
}

}  // namespace

void BlendByValue(const MixInput& input, const Blend& blend, const MutableImage& out) {
  const DoubleImage partner = Load(ImageAt(input, blend.partner));
  DoubleImage image = Load(ImageAt(input, blend.own));
  const auto weight = static_cast<float>(blend.weight);
  for (size_t i = 0; i < image.values.size(); ++i) {
    const auto own_value = static_cast<float>(image.values[i]);
    const auto partner_value = static_cast<float>(partner.values[i]);
    image.values[i] = static_cast<double>(own_value * weight + partner_value * (1 - weight));
  }
  StoreAs(input.result, &image, out);
}

void CopyByValue(const MixInput& input, const std::vector<MixRegion>& regions, float fill_value,
                 const MutableImage& out) {
  DoubleImage image(out.shape);
  for (const MixRegion& region : regions) {
    const bool fills = region.source == MixRegion::kFill;
    const DoubleImage source = Load(ImageAt(input, fills ? 0 : region.source));
    for (int64_t y = 0; y < region.height; ++y) {
      for (int64_t x = 0; x < region.width; ++x) {
        for (int64_t c = 0; c < out.shape.channels; ++c) {
          image.At(region.top + y, region.left + x, c) =
              fills ? static_cast<double>(fill_value)
                    : source.At(region.source_top + y, region.source_left + x, c);
        }
      }
    }
  }
  StoreAs(input.result, &image, out);
}

}  // namespace imagepipeline
