// The state of fitting a whitening: what is known of the images seen so far. States of parts merge
// in any order to the same bits.
#ifndef IMAGEPIPELINE_LINALG_FEATURE_MOMENTS_H_
#define IMAGEPIPELINE_LINALG_FEATURE_MOMENTS_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "linalg/moments_store.h"

namespace imagepipeline {

class FeatureMoments {
 public:
  // Null and E_RANGE or E_LIMIT for sizes that cannot be.
  static std::unique_ptr<FeatureMoments> Create(const MomentsSpec& spec, Status* status);
  // E_CONFIG for anything but bytes of ToBytes(), whoever made them.
  static std::unique_ptr<FeatureMoments> FromBytes(const uint8_t* data, size_t size,
                                                   Status* status);

  const MomentsSpec& spec() const { return store_->spec(); }
  int64_t count() const { return store_->count(); }
  uint64_t ByteLength() const { return store_->ByteLength(); }

  // Copies images until the rows want to be multiplied first: `taken` of them, or none on an error.
  Status Add(const ImageBatch& batch, int64_t* taken);

  // One share of the products of the rows that wait. All shares 0..shares of one call of Settle()
  // have to run, each once, on any threads; the first that comes prepares for all. Nothing else may
  // be called meanwhile.
  Status MultiplyShare(size_t share, size_t shares);
  // E_CONFLICT when a share is missing; then the rows still wait.
  Status Settle();

  Status Merge(const FeatureMoments& other);
  // The same bytes for the same images.
  Status ToBytes(std::vector<uint8_t>* bytes);

  // E_BUSY between the first share and Settle(), when nothing else may be done.
  Status CheckSettled() const;
  MomentsStore& store() { return *store_; }

 private:
  explicit FeatureMoments(const MomentsSpec& spec) : store_(MakeMomentsStore(spec)) {}

  // Whether the share may run; prepares.
  Status Begin(size_t share, size_t shares);

  std::unique_ptr<MomentsStore> store_;
  std::mutex mutex_;
  bool prepared_ = false;
  Status failure_;           // of the preparation
  std::vector<bool> taken_;  // shares
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_FEATURE_MOMENTS_H_
