// A Program is what the TypeScript side asks for: a list of stages with named parameters, no
// defaults left open.
#ifndef IMAGEPIPELINE_PROGRAM_PROGRAM_H_
#define IMAGEPIPELINE_PROGRAM_PROGRAM_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace imagepipeline {

// Either a word ("bilinear") or numbers (a flag is one number, 0 or 1).
struct ParamValue {
  std::string word;
  std::vector<double> numbers;
};

// The stage runs only for images for which stage `stage`, an earlier one, drew `equals` as its
// first number.
struct GateSpec {
  size_t stage = 0;
  double equals = 0;
};

struct StageSpec {
  std::string kind;               // a name of stages/registry.cc
  uint32_t layer = 0;             // id of the layer that draws; see DrawSource
  std::optional<uint64_t> seed;   // the layer's own seed, unless the caller's seed supersedes it
  bool per_batch = false;         // draw once per batch (output size depends on the draw)
  std::string dtype = "float32";  // of the result: "input" keeps what came in
  std::map<std::string, ParamValue> params;
  std::vector<GateSpec> gates;  // all must hold
  // Instead of `dtype`: the result has the dtype that came to this stage, the same or an earlier
  // one.
  std::optional<size_t> dtype_of;
};

// What a plan's images are. Masks hold class numbers: they are only moved, with nearest reads, and
// keep their dtype.
enum class Role : uint8_t { kImage, kMask };

struct Program {
  bool fuse = true;
  Role role = Role::kImage;
  double mask_fill_value = 0;  // what masks read outside, where images read a constant
  std::vector<StageSpec> stages;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_PROGRAM_H_
