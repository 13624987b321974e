// Statistics of a whole image, with one fixed order of summation on every machine.
#ifndef IMAGEPIPELINE_RUNTIME_STATISTICS_H_
#define IMAGEPIPELINE_RUNTIME_STATISTICS_H_

#include "core/image.h"
#include "core/status.h"
#include "program/image_stats.h"
#include "runtime/scratch.h"

namespace imagepipeline {

// Fills the wanted members of `stats` from the values as float32. channel_mean also gives mean;
// moments give mean and variance, in two passes, as channel_covariance is; tiles are counted. Sums
// are double: those of uint8 and uint16 images are exact. The variance of uint8 is one of integers
// (SetByteVariance()).
Status ComputeStatistics(const ConstImage& image, const StatisticsAction& action, Scratch* scratch,
                         ImageStats* stats);

// The parts of it, from sums in lanes (kernels/kernel_table.h) and from the extremes of all values
// but NaN.
void SetMeans(const double* sums, const Shape& shape, ImageStats* stats);
void SetVariance(const double* squares, const Shape& shape, ImageStats* stats);
// From ProductLanes() sums for each of channels x channels, of which those with i <= j count.
void SetCovariance(const double* sums, const Shape& shape, ImageStats* stats);
// Of uint8, from the sums of all values and of their squares.
void SetByteVariance(uint64_t sum, uint64_t squares, const Shape& shape, ImageStats* stats);
void SetRange(float lo, float hi, ImageStats* stats);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_STATISTICS_H_
