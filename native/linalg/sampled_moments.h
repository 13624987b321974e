// A sample of the images: those with the smallest random keys, which are a function of seed and
// position. So the sample does not depend on order or parts, and samples of parts merge.
#ifndef IMAGEPIPELINE_LINALG_SAMPLED_MOMENTS_H_
#define IMAGEPIPELINE_LINALG_SAMPLED_MOMENTS_H_

#include <map>
#include <utility>
#include <vector>

#include "linalg/moments_store.h"

namespace imagepipeline {

class SampledMoments : public MomentsStore {
 public:
  explicit SampledMoments(const MomentsSpec& spec) : MomentsStore(spec) {}

  int64_t count() const override { return static_cast<int64_t>(rows_.size()); }
  uint64_t ByteLength() const override { return rows_.size() * spec_.RowBytes(); }
  Status Add(const ImageBatch& batch, int64_t* taken) override;
  Status Merge(const MomentsStore& other) override;
  Status Write(ByteWriter* writer) override;
  Status Read(ByteReader* reader) override;
  std::vector<KeptRow> SortedRows() const override;
  Status Covariance(double* mean, double* matrix) override;
  Status ChannelCovariance(double* mean, double* matrix) override;

  // Nothing is multiplied before the end.
  Status Prepare() override { return {}; }
  void Multiply(const TileRange& /*tiles*/) override {}
  void Settle() override {}

 private:
  using Key = std::pair<uint64_t, int64_t>;  // random, position

  Key KeyOf(int64_t position) const;
  std::map<int64_t, KeptRow> ByPosition() const;
  bool Wants(const Key& key) const;
  void Trim();
  // A store without a limit that holds the sample.
  Status Unlimited(std::unique_ptr<MomentsStore>* store) const;

  std::map<Key, KeptRow> rows_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_SAMPLED_MOMENTS_H_
