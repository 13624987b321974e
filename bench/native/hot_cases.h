// The passes whose speed matters most, each on pixels of its own, ready to run again and again.
#ifndef IMAGEPIPELINE_BENCH_NATIVE_HOT_CASES_H_
#define IMAGEPIPELINE_BENCH_NATIVE_HOT_CASES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/aligned_vector.h"
#include "core/image.h"
#include "program/plan.h"
#include "runtime/scratch.h"

namespace imagepipeline::bench {

// What to run on what.
struct HotSpec {
  std::string name;
  std::vector<StageSpec> stages;
  Shape input;
  DType dtype = DType::kUint8;
};

std::vector<HotSpec> HotSpecs();

// A plan with its draw, one source and one result.
class HotCase {
 public:
  explicit HotCase(const HotSpec& spec);

  int64_t output_pixels() const { return result_shape_.PixelCount(); }

  // Ends the process when the plan fails.
  void Run();

 private:
  std::string name_;
  std::unique_ptr<Plan> plan_;
  std::vector<double> numbers_;
  AlignedVector<uint8_t> source_;
  AlignedVector<uint8_t> result_;
  Shape source_shape_, result_shape_;
  DType source_dtype_, result_dtype_ = DType::kFloat32;
  Scratch scratch_;
};

}  // namespace imagepipeline::bench

#endif  // IMAGEPIPELINE_BENCH_NATIVE_HOT_CASES_H_
