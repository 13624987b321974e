// Exact moments of uint8 and uint16 images: sums and sums of products in int64, which do not depend
// on any order.
#ifndef IMAGEPIPELINE_LINALG_INTEGER_MOMENTS_H_
#define IMAGEPIPELINE_LINALG_INTEGER_MOMENTS_H_

#include <vector>

#include "linalg/byte_products.h"
#include "linalg/moments_store.h"

namespace imagepipeline {

class IntegerMoments : public MomentsStore {
 public:
  explicit IntegerMoments(const MomentsSpec& spec) : MomentsStore(spec) {}

  int64_t count() const override { return multiplied_ + static_cast<int64_t>(rows_.size()); }
  uint64_t ByteLength() const override;
  Status Add(const ImageBatch& batch, int64_t* taken) override;
  Status Prepare() override;
  void Multiply(const TileRange& tiles) override;
  void Settle() override;
  Status Merge(const MomentsStore& other) override;
  Status Write(ByteWriter* writer) override;
  Status Read(ByteReader* reader) override;
  std::vector<KeptRow> SortedRows() const override;
  Status Covariance(double* mean, double* matrix) override;
  Status ChannelCovariance(double* mean, double* matrix) override;

 private:
  int64_t BlockRows() const { return std::max<int64_t>(2048, spec_.features + 1); }
  int64_t MaxValue() const { return spec_.dtype == DType::kUint8 ? 255 : 65535; }
  Status StartProducts();
  Status ReadProducts(int64_t count, ByteReader* reader);

  std::vector<KeptRow> rows_;  // not multiplied yet
  int64_t multiplied_ = 0;
  std::vector<int64_t> sums_;        // of the multiplied
  TriangleTiles<int64_t> products_;  // of the multiplied; empty before the first
  BytePanels panels_;                // between Prepare() and Settle()
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_INTEGER_MOMENTS_H_
