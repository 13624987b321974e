// A run of geometric stages that becomes one resample. A prefix of flips and crops is kept as a
// window of the source, so that borders are those of the window; everything after it is one
// composed matrix.
#ifndef IMAGEPIPELINE_PROGRAM_GEOMETRIC_GROUP_H_
#define IMAGEPIPELINE_PROGRAM_GEOMETRIC_GROUP_H_

#include <optional>

#include "program/moves.h"
#include "program/passes.h"

namespace imagepipeline {

class GeometricGroup {
 public:
  explicit GeometricGroup(const Shape& source);

  // Whether the action can join without changing what the group means; see docs/semantics.md,
  // "Fusion".
  bool Accepts(const GeometricAction& action) const;
  bool Accepts(const ResampleAction& action) const;
  void Add(const GeometricAction& action);
  void Add(const ResampleAction& action);

  // While the group is at most one crop: the resample that reads the crop's part of the source.
  // Empty otherwise, or when the resample pads.
  std::optional<ResampleAction> ResampleOfCrop(const ResampleAction& action) const;

  // The resample that does it all; an index shuffle where every output pixel is an input pixel.
  Move Finish() const;

 private:
  // One axis of the prefix: output index i reads source index origin + direction * i.
  struct Axis {
    int64_t origin = 0;
    int64_t direction = 1;
    int64_t size = 0;

    void Narrow(double step, double offset, int64_t new_size);
    int64_t First() const { return direction > 0 ? origin : origin - (size - 1); }
  };

  // True while all so far were flips and crops.
  bool IsShuffle() const { return !warped_; }
  bool HasOwnRule() const { return sampling_ && sampling_->rule != CoordRule::kExact; }
  void StartWarp();
  void ComposeWith(const Matrix3& later, int64_t height, int64_t width);
  std::optional<ShuffleMove> AsShuffle() const;

  Axis rows_, columns_;
  bool warped_ = false;
  Matrix3 map_;  // from the output to the window, once warped
  int64_t height_ = 0, width_ = 0;

  // How to sample: set by the first stage that asks for it. Resizes only fix the interpolation.
  std::optional<GeometricAction> sampling_;
  std::optional<ResampleAction> resize_;
  // The lone resize after crops, while nothing else follows.
  bool resize_alone_ = false;
  // A crop of a warped image threw pixels away, so later stages may not read outside what is left.
  bool cropped_ = false;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_GEOMETRIC_GROUP_H_
