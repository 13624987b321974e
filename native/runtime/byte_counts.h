// How often each byte occurs in each channel, and the statistics that follow from that alone: of
// uint8 images they are exact, so they have the bits of the way through float32.
#ifndef IMAGEPIPELINE_RUNTIME_BYTE_COUNTS_H_
#define IMAGEPIPELINE_RUNTIME_BYTE_COUNTS_H_

#include "core/image.h"
#include "program/stage.h"

namespace imagepipeline {

// Whether counting gives all that is wanted, sooner than reading the values does.
bool CountingServes(const ConstImage& image, const StatisticsAction& wanted);

void StatisticsFromCounts(const ConstImage& image, const StatisticsAction& wanted,
                          ImageStats* stats);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_BYTE_COUNTS_H_
