// What a FeatureMoments keeps, in one of three ways: exact products of integers, a tree of centred
// blocks of floats, or a sample of rows. Rows stay rows while there are fewer of them than
// features.
#ifndef IMAGEPIPELINE_LINALG_MOMENTS_STORE_H_
#define IMAGEPIPELINE_LINALG_MOMENTS_STORE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "core/image.h"
#include "core/status.h"
#include "linalg/byte_stream.h"
#include "linalg/triangle_tiles.h"

namespace imagepipeline {

struct MomentsSpec {
  int64_t features = 0;  // values of an image
  int64_t channels = 0;  // divides features
  DType dtype = DType::kUint8;
  int64_t max_samples = 0;  // 0: no limit
  uint64_t seed = 0;

  size_t Features() const { return static_cast<size_t>(features); }
  size_t RowBytes() const { return Features() * SizeOf(dtype); }
  bool operator==(const MomentsSpec&) const = default;
};

// One image. Never changed, so that states can share it.
using KeptRow = std::shared_ptr<const uint8_t[]>;

inline KeptRow CopyRow(const uint8_t* data, size_t bytes) {
  auto* copy = new uint8_t[bytes];
  std::copy_n(data, bytes, copy);
  return KeptRow(copy);
}

// Where rows stand in `rows`, for the products.
inline std::vector<const uint8_t*> Addresses(const std::vector<KeptRow>& rows) {
  std::vector<const uint8_t*> addresses;
  addresses.reserve(rows.size());
  for (const KeptRow& row : rows) addresses.push_back(row.get());
  return addresses;
}

struct ImageBatch {
  const uint8_t* data = nullptr;
  int64_t count = 0;
  int64_t index = 0;  // position of the first
};

// Positions of images are below this.
constexpr int64_t kMaxPosition = int64_t{1} << 53;

Status CheckPosition(int64_t position);
// The error of two images at one position.
Status PositionTaken(int64_t position);

// Out of memory is std::bad_alloc or E_ALLOC; either way the store is as it was.
class MomentsStore {
 public:
  explicit MomentsStore(const MomentsSpec& spec) : spec_(spec) {}
  MomentsStore(const MomentsStore&) = delete;
  MomentsStore& operator=(const MomentsStore&) = delete;
  virtual ~MomentsStore() = default;

  virtual int64_t count() const = 0;
  virtual uint64_t ByteLength() const = 0;

  // Takes images until the rows want to be multiplied first; all of them or none on an error.
  virtual Status Add(const ImageBatch& batch, int64_t* taken) = 0;

  // The products of the rows that wait, in three steps: everything that can fail, then tiles of the
  // triangle by any number of threads, then what follows.
  virtual Status Prepare() = 0;
  virtual void Multiply(const TileRange& tiles) = 0;
  virtual void Settle() = 0;
  Status MultiplyAll();

  // `other` has the same spec.
  virtual Status Merge(const MomentsStore& other) = 0;

  // The same bytes for the same images, whatever the order they came in. Multiplies first.
  virtual Status Write(ByteWriter* writer) = 0;
  virtual Status Read(ByteReader* reader) = 0;

  // With fewer images than features: all rows, in an order that does not depend on history.
  virtual std::vector<KeptRow> SortedRows() const = 0;
  // With at least as many: mean of every feature, and the upper triangle of the covariance about
  // it, row-major. Multiplies first.
  virtual Status Covariance(double* mean, double* matrix) = 0;
  // The same about the means of the channels.
  virtual Status ChannelCovariance(double* mean, double* matrix) = 0;

  const MomentsSpec& spec() const { return spec_; }
  bool few() const { return count() < spec_.features; }

 protected:
  // Whether `more` rows may come, given that one decomposition must be able to hold the smaller of
  // features and rows.
  Status CheckRoom(int64_t total) const;

  const MomentsSpec spec_;
};

std::unique_ptr<MomentsStore> MakeMomentsStore(const MomentsSpec& spec);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_MOMENTS_STORE_H_
