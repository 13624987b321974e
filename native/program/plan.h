// A Plan is a Program parsed once: stage objects, ready to draw and to run on images of any shape.
// Immutable after Create(), but for what passes keep, so any number of threads may use one Plan.
#ifndef IMAGEPIPELINE_PROGRAM_PLAN_H_
#define IMAGEPIPELINE_PROGRAM_PLAN_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/image.h"
#include "core/philox.h"
#include "core/status.h"
#include "program/kept_tables.h"
#include "program/program.h"
#include "program/stage.h"

namespace imagepipeline {

// Seeds and position of one call. `supersede_seeds` lets `key.seed` win over the layers' own seeds.
struct CallKey {
  DrawKey key;               // of this sample
  uint64_t batch_index = 0;  // index of the batch's first sample, for stages that draw per batch
  bool supersede_seeds = false;
};

class Plan {
 public:
  // Null and an error status when a stage kind, parameter name or word is unknown or out of range.
  // The TypeScript side has validated already, so such an error is a bug or a hand-made Program.
  static std::unique_ptr<Plan> Create(const Program& program, Status* status);

  bool fuse() const { return fuse_; }
  Role role() const { return role_; }
  float mask_fill_value() const { return mask_fill_value_; }
  const std::vector<std::unique_ptr<Stage>>& stages() const { return stages_; }
  // Of pass number `pass`; null where the plan has fewer passes.
  KeptTables* kept(size_t pass) const { return pass < kept_count_ ? &kept_[pass] : nullptr; }
  // How many numbers a draw of the whole plan holds: those of stage 0, then of stage 1, ...
  size_t number_count() const { return number_count_; }

  // Whether the stage's gates hold in a whole draw.
  static bool Runs(const Stage& stage, const double* numbers);

  // The dtype behind a stage that runs; came[i] is the dtype that came to stage i, the last to this
  // one.
  static DType DTypeBehind(const Stage& stage, const std::vector<DType>& came);

  // Draws the numbers of one stage for one sample.
  static void DrawStage(const Stage& stage, const CallKey& call, const Shape& input,
                        double* numbers);

  // An error where the stage cannot take these numbers.
  static Status CheckNumbers(const Stage& stage, const double* numbers);

  // Draws the numbers of one sample into numbers[0..number_count()).
  Status Draw(const Shape& input, const CallKey& call, double* numbers) const;

  // Shape and dtype of the result for these numbers.
  Status Output(const Shape& input, DType dtype, const double* numbers, Shape* out_shape,
                DType* out_dtype) const;

 private:
  Plan() = default;
  Status AddReferences(const StageSpec& spec, Stage* stage) const;

  bool fuse_ = true;
  Role role_ = Role::kImage;
  float mask_fill_value_ = 0;
  size_t number_count_ = 0;
  std::vector<std::unique_ptr<Stage>> stages_;
  size_t kept_count_ = 0;
  std::unique_ptr<KeptTables[]> kept_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_PLAN_H_
