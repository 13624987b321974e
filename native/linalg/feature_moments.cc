#include "linalg/feature_moments.h"

#include <algorithm>
#include <string>
#include <utility>

namespace imagepipeline {
namespace {

constexpr int64_t kMaxFeatures = int64_t{1} << 22;
constexpr size_t kMaxShares = 4096;

Status CheckSpec(const MomentsSpec& spec) {
  if (spec.features < 1 || spec.channels < 1 || spec.features % spec.channels != 0) {
    return {"E_RANGE", "features have to be a multiple of channels"};
  }
  if (spec.max_samples < 0) return {"E_RANGE", "maxSamples must not be negative"};
  if (spec.features <= kMaxFeatures) return {};
  return {"E_LIMIT", "images of " + std::to_string(spec.features) +
                         " values cannot be whitened; the limit is " +
                         std::to_string(kMaxFeatures)};
}

}  // namespace

std::unique_ptr<FeatureMoments> FeatureMoments::Create(const MomentsSpec& spec, Status* status) {
  *status = CheckSpec(spec);
  if (!status->ok()) return nullptr;
  return std::unique_ptr<FeatureMoments>(new FeatureMoments(spec));
}

Status FeatureMoments::Add(const ImageBatch& batch, int64_t* taken) {
  *taken = 0;
  Status status = CheckSettled();
  return status.ok() ? store_->Add(batch, taken) : status;
}

Status FeatureMoments::CheckSettled() const {
  if (!prepared_) return {};
  return {"E_BUSY", "products of a state are unfinished"};
}

Status FeatureMoments::Begin(size_t share, size_t shares) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const bool fits = taken_.empty() || (taken_.size() == shares && share < shares && !taken_[share]);
  if (shares == 0 || shares > kMaxShares || share >= shares || !fits) {
    return {"E_CONFLICT", "a share of the products that is not due"};
  }
  if (!failure_.ok()) return failure_;
  if (!prepared_) {
    // Either every share runs or none does.
    failure_ = store_->Prepare();
    if (!failure_.ok()) return failure_;
    taken_.assign(shares, false);
    prepared_ = true;
  }
  taken_[share] = true;
  return {};
}

Status FeatureMoments::MultiplyShare(size_t share, size_t shares) {
  Status status = Begin(share, shares);
  if (!status.ok()) return status;
  store_->Multiply(ShareOfTiles(spec().Features(), share, shares));
  return {};
}

Status FeatureMoments::Settle() {
  if (std::find(taken_.begin(), taken_.end(), false) != taken_.end()) {
    return {"E_CONFLICT", "a share of the products is missing"};
  }
  if (prepared_) store_->Settle();
  prepared_ = false;
  failure_ = {};
  taken_.clear();
  return {};
}

Status FeatureMoments::Merge(const FeatureMoments& other) {
  if (&other == this) return {"E_CONFLICT", "a state cannot be merged with itself"};
  if (!(other.spec() == spec())) {
    return {"E_CONFLICT",
            "states merge only with the same features, channels, dtype, maxSamples and seed"};
  }
  Status status = CheckSettled();
  if (status.ok()) status = other.CheckSettled();
  return status.ok() ? store_->Merge(*other.store_) : status;
}

}  // namespace imagepipeline
