// Statistics of uint8 images in integers. They are exact.
#ifndef IMAGEPIPELINE_RUNTIME_BYTE_STATISTICS_H_
#define IMAGEPIPELINE_RUNTIME_BYTE_STATISTICS_H_

#include "core/image.h"
#include "program/image_stats.h"

namespace imagepipeline {

// Fills the members of `stats` that come from sums, ranges and counts of bytes, and clears them in
// `*wanted`.
void TakeByteStatistics(const ConstImage& image, StatisticsAction* wanted, ImageStats* stats);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_BYTE_STATISTICS_H_
