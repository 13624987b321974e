#include "cuda/faults.h"

#include <charconv>
#include <cstdlib>
#include <utility>

#include "cuda/api.h"

namespace imagepipeline::cuda {

namespace {

constexpr std::pair<std::string_view, Call> kCalls[] = {
    {"device", Call::kDevice},         {"stream", Call::kStream},       {"wait", Call::kWait},
    {"allocate", Call::kAllocate},     {"pinned", Call::kPinned},       {"upload", Call::kUpload},
    {"download", Call::kDownload},     {"points", Call::kPoints},       {"rows", Call::kRows},
    {"statistics", Call::kStatistics}, {"histogram", Call::kHistogram}, {"mix", Call::kMix},
    {"product", Call::kProduct},       {"solve", Call::kSolve},         {"square", Call::kSquare}};

// Of digits alone.
template <typename T>
bool ToNumber(std::string_view text, T* number) {
  const char* begin = text.data();
  const char* end = begin + text.size();
  const auto [stop, error] = std::from_chars(begin, end, *number);
  return error == std::errc() && stop == end && *number >= 0;
}

}  // namespace

Faults Faults::Parse(std::string_view text) {
  Faults faults;
  while (!text.empty()) {
    const size_t comma = text.find(',');
    const std::string_view word = text.substr(0, comma);
    if (!faults.Add(word) && faults.unknown_.empty()) faults.unknown_ = word;
    text = comma == std::string_view::npos ? "" : text.substr(comma + 1);
  }
  return faults;
}

Faults Faults::FromEnvironment() {
  const char* text = std::getenv("TFJS_IMAGE_PIPELINE_CUDA_FAIL");
  return Parse(text == nullptr ? "" : text);
}

bool Faults::Add(std::string_view word) {
  const size_t colon = word.find(':');
  const std::string_view name = word.substr(0, colon);
  if (colon != std::string_view::npos) {
    const std::string_view rest = word.substr(colon + 1);
    if (name == "oom") return ToNumber(rest, &memory_limit_);
    if (name == "selftest") return ToNumber(rest, &self_test_code_);
    return AddCall(name, rest);
  }
  if (name == "nodriver") faults_.push_back({Call::kDevice, kDriverMissingCode, 0});
  if (name == "nodevice") faults_.push_back({Call::kDevice, kNoDeviceCode, 0});
  if (name == "sticky") faults_.push_back({Call::kPoints, kLaunchFailureCode, 0});
  if (name == "oom") memory_limit_ = 0;
  abi_ = abi_ || name == "abi";
  self_test_ = self_test_ || name == "selftest";
  return name == "nodriver" || name == "nodevice" || name == "sticky" || name == "oom" ||
         name == "abi" || name == "selftest";
}

bool Faults::AddCall(std::string_view name, std::string_view rest) {
  const size_t at = rest.find('@');
  Fault fault = {Call::kDevice, 0, 0};
  if (!ToNumber(rest.substr(0, at), &fault.code) || fault.code == 0) return false;
  if (at != std::string_view::npos &&
      (!ToNumber(rest.substr(at + 1), &fault.nth) || fault.nth == 0)) {
    return false;
  }
  for (const auto& [known, call] : kCalls) {
    if (known != name) continue;
    fault.call = call;
    faults_.push_back(fault);
    return true;
  }
  return false;
}

int Faults::Next(Call call, bool testing) {
  if (testing && call != Call::kDevice) return call == Call::kPoints ? self_test_code_ : 0;
  int code = 0;
  for (Fault& fault : faults_) {
    if (fault.call != call) continue;
    ++fault.seen;
    if (code == 0 && (fault.nth == 0 || fault.nth == fault.seen)) code = fault.code;
  }
  return code;
}

int Faults::NextAllocation(Call call, uint64_t bytes, bool testing) {
  const int code = Next(call, testing);
  return code == 0 && bytes > memory_limit_ ? kOutOfMemoryCode : code;
}

}  // namespace imagepipeline::cuda
