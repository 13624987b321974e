// ZCA whitening of whole images: y = (x - mean) W with a symmetric W, kept whole or as
// base_gain * identity + sum over k of gains[k] * u_k u_k^T.
#ifndef IMAGEPIPELINE_LINALG_WHITENING_H_
#define IMAGEPIPELINE_LINALG_WHITENING_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "core/image.h"
#include "core/status.h"
#include "linalg/panel_matrix.h"

namespace imagepipeline {

// Never changed once it is shared.
struct Whitening {
  int64_t features = 0;      // values of an image
  std::vector<double> mean;  // one per feature
  bool dense = false;
  float base_gain = 0;       // unused when dense
  std::vector<float> gains;  // one per vector; none when dense
  PanelMatrix matrix;        // W, or the vectors u_k as rows

  int64_t rank() const { return static_cast<int64_t>(gains.size()); }
  uint64_t SizeBytes() const;
};

// With a matrix of zeros, for who makes it row by row: matrix.SetRows(). E_ALLOC.
Status StartDenseWhitening(std::vector<double> mean, Whitening* out);
Status StartLowRankWhitening(std::vector<double> mean, float base_gain, std::vector<float> gains,
                             Whitening* out);

// From all rows at once: features x features, or gains.size() x features.
Status MakeDenseWhitening(std::vector<double> mean, const float* matrix,
                          std::shared_ptr<const Whitening>* out);
Status MakeLowRankWhitening(std::vector<double> mean, float base_gain, const float* vectors,
                            std::vector<float> gains, std::shared_ptr<const Whitening>* out);

struct WhiteningInput {
  const uint8_t* data = nullptr;  // dense images, at any address
  DType dtype = DType::kUint8;
  int64_t count = 0;
  // One per image: 0 leaves it as it is. Null: all are whitened.
  const uint8_t* applied = nullptr;
};

// Writes count * features values. Every image has the same bits whatever stands beside it and
// however a batch is cut; NaN becomes the one of store_row(). A matrix is read once per
// kWhitenedTogether images, so that more of them at a time cost less each. E_ALLOC.
Status ApplyWhitening(const Whitening& whitening, const WhiteningInput& input, float* out);
constexpr int64_t kWhitenedTogether = 256;

// The same sums as plain loops in double: the definition, for the reference executor.
void WhitenByDefinition(const Whitening& whitening, const WhiteningInput& input, float* out);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_WHITENING_H_
