// Moments of float32 and int32 images, in double: rows by position, and a BlockTree of what is
// complete.
#ifndef IMAGEPIPELINE_LINALG_FLOAT_MOMENTS_H_
#define IMAGEPIPELINE_LINALG_FLOAT_MOMENTS_H_

#include <map>
#include <optional>
#include <vector>

#include "linalg/block_tree.h"
#include "linalg/moments_store.h"

namespace imagepipeline {

class FloatMoments : public MomentsStore {
 public:
  explicit FloatMoments(const MomentsSpec& spec) : MomentsStore(spec) {}

  int64_t count() const override { return multiplied_ + static_cast<int64_t>(rows_.size()); }
  uint64_t ByteLength() const override;
  Status Add(const ImageBatch& batch, int64_t* taken) override;
  Status Prepare() override { return PlanWith(nullptr); }
  void Multiply(const TileRange& tiles) override { plan_->Run(tiles); }
  void Settle() override;
  Status Merge(const MomentsStore& other) override;
  Status Write(ByteWriter* writer) override;
  Status Read(ByteReader* reader) override;
  std::vector<KeptRow> SortedRows() const override;
  Status Covariance(double* mean, double* matrix) override;
  Status ChannelCovariance(double* mean, double* matrix) override;

 private:
  Status CheckFree(int64_t position) const;
  Status PlanWith(const FloatMoments* other);
  // The rows of a complete block, in order.
  std::vector<const uint8_t*> RowsOfBlock(int64_t block) const;
  void Insert(std::map<int64_t, KeptRow>* added);
  Status FoldAll(MomentNode* total);
  Status ReadNodes(ByteReader* reader);
  Status ReadRows(ByteReader* reader);

  std::map<int64_t, KeptRow> rows_;     // by position; not multiplied yet
  std::map<int64_t, int64_t> present_;  // rows of each block
  int64_t complete_ = 0;                // blocks with all of theirs
  NodeMap nodes_;
  int64_t multiplied_ = 0;
  std::optional<MomentPlan> plan_;  // between Prepare() and Settle()
};

// E_NONFINITE with the position of the image when a float32 row holds NaN or Inf.
Status CheckFinite(const MomentsSpec& spec, const uint8_t* row, int64_t position);

// From sums of products about the means of the features to the upper triangle of a covariance about
// the means of channels; sets those means.
void RecentreByChannel(const MomentsSpec& spec, double* mean, double* matrix);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_FLOAT_MOMENTS_H_
