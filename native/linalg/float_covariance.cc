// From blocks of floats to a covariance.
#include <algorithm>

#include "linalg/float_moments.h"
#include "linalg/parallel.h"

namespace imagepipeline {

// Nodes by position, then the rows of incomplete blocks, again 1,024 at a time.
Status FloatMoments::FoldAll(MomentNode* total) {
  Status status = MultiplyAll();
  if (!status.ok()) return status;
  MomentPlan plan(spec_.dtype, spec_.Features());
  status = plan.Start(total);
  if (!status.ok()) return status;
  for (const auto& [block, node] : nodes_) plan.Combine(total, node);
  std::vector<const uint8_t*> rows;
  rows.reserve(rows_.size());
  for (const auto& [position, row] : rows_) rows.push_back(row.get());
  MomentNode more;
  for (size_t first = 0; first < rows.size(); first += kBlockRows) {
    const size_t end = std::min(rows.size(), first + static_cast<size_t>(kBlockRows));
    if (more.products == nullptr) status = plan.Start(&more);
    if (!status.ok()) return status;
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(first);
    plan.Compute({begin, rows.begin() + static_cast<std::ptrdiff_t>(end)}, &more);
    plan.Combine(total, more);
  }
  RunOnAllCores(TriangleTileCount(spec_.Features()), [&](size_t share, size_t shares) {
    plan.Run(ShareOfTiles(spec_.Features(), share, shares));
  });
  return {};
}

Status FloatMoments::Covariance(double* mean, double* matrix) {
  MomentNode total;
  Status status = FoldAll(&total);
  if (!status.ok()) return status;
  std::copy(total.mean.begin(), total.mean.end(), mean);
  total.products->ForEachRun([&](size_t i, size_t j, size_t count, const double* values) {
    double* out = matrix + i * spec_.Features() + j;
    for (size_t k = 0; k < count; ++k) out[k] = values[k] / total.count;
  });
  return {};
}

Status FloatMoments::ChannelCovariance(double* mean, double* matrix) {
  Status status = Covariance(mean, matrix);
  if (!status.ok()) return status;
  RecentreByChannel(spec_, mean, matrix);
  return {};
}

void RecentreByChannel(const MomentsSpec& spec, double* mean, double* matrix) {
  const auto channels = static_cast<size_t>(spec.channels);
  const size_t features = spec.Features();
  std::vector<double> centre(channels, 0), shift(features);
  for (size_t i = 0; i < features; ++i) centre[i % channels] += mean[i];
  const size_t pixels = features / channels;
  for (double& value : centre) value /= static_cast<double>(pixels);
  for (size_t i = 0; i < features; ++i) {
    shift[i] = mean[i] - centre[i % channels];
    mean[i] = centre[i % channels];
  }
  for (size_t i = 0; i < features; ++i) {
    for (size_t j = i; j < features; ++j) matrix[i * features + j] += shift[i] * shift[j];
  }
}

}  // namespace imagepipeline
