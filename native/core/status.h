// Errors as values: nothing below the binding throws. `code` is one of the stable codes of
// docs/errors.md.
#ifndef IMAGEPIPELINE_CORE_STATUS_H_
#define IMAGEPIPELINE_CORE_STATUS_H_

#include <string>
#include <utility>

namespace imagepipeline {

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(std::string code, std::string message)
      : code_(std::move(code)), message_(std::move(message)) {}

  bool ok() const { return code_.empty(); }
  const std::string& code() const { return code_; }
  const std::string& message() const { return message_; }

 private:
  std::string code_;
  std::string message_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CORE_STATUS_H_
