#include "program/param_reader.h"

#include <cmath>

namespace imagepipeline {

const ParamValue* ParamReader::Find(const std::string& name) {
  read_.insert(name);
  const auto found = spec_.params.find(name);
  if (found != spec_.params.end()) return &found->second;
  Fail(name, "is missing");
  return nullptr;
}

void ParamReader::Fail(const std::string& name, const std::string& problem) {
  if (status_.ok()) status_ = Status("E_SPEC", spec_.kind + ": " + name + " " + problem);
}

std::vector<double> ParamReader::Numbers(const std::string& name) {
  const ParamValue* value = Find(name);
  if (value == nullptr) return {};
  if (!value->word.empty()) {
    Fail(name, "must be numbers");
    return {};
  }
  for (const double number : value->numbers) {
    if (!std::isfinite(number)) {
      Fail(name, "must be finite");
      return {};
    }
  }
  return value->numbers;
}

double ParamReader::Number(const std::string& name) {
  const std::vector<double> numbers = Numbers(name);
  if (numbers.size() == 1) return numbers[0];
  Fail(name, "must be one number");
  return 0;
}

bool ParamReader::Flag(const std::string& name) {
  const double number = Number(name);
  if (number != 0 && number != 1) Fail(name, "must be 0 or 1");
  return number == 1;
}

int64_t ParamReader::Size(const std::string& name) {
  const double number = Number(name);
  if (number >= 0 && number <= 0x1p53 && number == std::floor(number)) {
    return static_cast<int64_t>(number);
  }
  Fail(name, "must be an integer of at least 0");
  return 0;
}

std::optional<Range> ParamReader::OptionalRange(const std::string& name) {
  const std::vector<double> numbers = Numbers(name);
  if (numbers.empty()) return std::nullopt;
  if (numbers.size() == 2 && numbers[0] <= numbers[1]) return Range{numbers[0], numbers[1]};
  Fail(name, "must be [lo, hi] with lo <= hi");
  return Range{};
}

Range ParamReader::ReadRange(const std::string& name) {
  const std::optional<Range> range = OptionalRange(name);
  if (range) return *range;
  Fail(name, "must be [lo, hi] with lo <= hi");
  return {};
}

Status ParamReader::Finish() {
  for (const auto& [name, value] : spec_.params) {
    if (!read_.contains(name)) Fail(name, "is unknown");
  }
  return status_;
}

}  // namespace imagepipeline
