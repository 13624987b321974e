// Typed reads of a StageSpec's parameters. The first problem is kept as the status, naming the
// stage and the parameter; reads after it return harmless values, so factories need no checks of
// their own.
#ifndef IMAGEPIPELINE_PROGRAM_PARAM_READER_H_
#define IMAGEPIPELINE_PROGRAM_PARAM_READER_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/status.h"
#include "program/program.h"

namespace imagepipeline {

// A closed range of a parameter, lo <= hi, both finite.
struct Range {
  double lo = 0;
  double hi = 0;
};

class ParamReader {
 public:
  explicit ParamReader(const StageSpec& spec) : spec_(spec) {}

  double Number(const std::string& name);
  bool Flag(const std::string& name);
  // An integer in 0..2^53.
  int64_t Size(const std::string& name);
  Range ReadRange(const std::string& name);
  // Empty for an empty list.
  std::optional<Range> OptionalRange(const std::string& name);
  // Finite numbers, any count.
  std::vector<double> Numbers(const std::string& name);

  // The value that belongs to the word.
  template <typename T>
  T Word(const std::string& name, std::initializer_list<std::pair<const char*, T>> table) {
    const ParamValue* value = Find(name);
    if (value == nullptr) return table.begin()->second;
    for (const auto& [word, result] : table) {
      if (value->word == word) return result;
    }
    Fail(name, "has the unknown value \"" + value->word + "\"");
    return table.begin()->second;
  }

  void Fail(const std::string& name, const std::string& problem);
  // The first problem, or one that names a parameter that nobody read.
  Status Finish();

 private:
  const ParamValue* Find(const std::string& name);

  const StageSpec& spec_;
  std::set<std::string> read_;
  Status status_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_PARAM_READER_H_
