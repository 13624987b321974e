#include "linalg/moments_store.h"

#include <string>

#include "linalg/float_moments.h"
#include "linalg/integer_moments.h"
#include "linalg/lapack.h"
#include "linalg/parallel.h"
#include "linalg/sampled_moments.h"

namespace imagepipeline {

Status CheckPosition(int64_t position) {
  if (position >= 0 && position < kMaxPosition) return {};
  return {"E_RANGE", "position " + std::to_string(position) + " is outside 0..2^53"};
}

Status PositionTaken(int64_t position) {
  return {"E_CONFLICT", "there are two images at position " + std::to_string(position) +
                            "; give each part its firstIndex"};
}

Status MomentsStore::MultiplyAll() {
  Status status = Prepare();
  if (!status.ok()) return status;
  RunOnAllCores(TriangleTileCount(spec_.Features()), [this](size_t share, size_t shares) {
    Multiply(ShareOfTiles(spec_.Features(), share, shares));
  });
  Settle();
  return {};
}

Status MomentsStore::CheckRoom(int64_t total) const {
  constexpr int64_t kMaxImages = int64_t{1} << 31;
  constexpr auto kMaxSide = static_cast<int64_t>(kMaxDecomposed);
  if (total >= kMaxImages) return {"E_LIMIT", "statistics of more than 2^31 images"};
  if (spec_.features <= kMaxSide || total <= kMaxSide) return {};
  return {"E_LIMIT", "whitening decomposes a matrix of the images or of the " +
                         std::to_string(spec_.features) + " features, and neither may exceed " +
                         std::to_string(kMaxSide) + "; set maxSamples or use smaller images"};
}

std::unique_ptr<MomentsStore> MakeMomentsStore(const MomentsSpec& spec) {
  if (spec.max_samples > 0) return std::make_unique<SampledMoments>(spec);
  if (spec.dtype == DType::kUint8 || spec.dtype == DType::kUint16) {
    return std::make_unique<IntegerMoments>(spec);
  }
  return std::make_unique<FloatMoments>(spec);
}

}  // namespace imagepipeline
