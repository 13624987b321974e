// Damaged copies of every fixture: whatever the bytes, the answer is a Status.

#include <string>
#include <vector>

#include "codec_support.h"

namespace imagepipeline::test {
namespace {

constexpr int kMutants = 20000;
// The few mutants that turn into large valid pictures are not what is tested here.
constexpr uint64_t kMaxPixels = 1 << 16;

// A small multiplicative generator (Lehmer): the test needs variety, not quality.
class Sequence {
 public:
  size_t Below(size_t limit) {
    state_ = state_ * 48271 % 2147483647;
    return static_cast<size_t>(state_) % limit;
  }

 private:
  uint64_t state_ = 1;
};

bool IsKnownCode(const std::string& code) {
  for (const char* known : {"", "E_EMPTY_FILE", "E_FORMAT", "E_TRUNCATED", "E_CORRUPT", "E_HEADER",
                            "E_PIXELS", "E_UNSUPPORTED"}) {
    if (code == known) return true;
  }
  return false;
}

TEST(JpegMutantsGiveOnlyStatuses) {
  std::vector<Bytes> originals;
  for (const char* name : kGoodJpegs) originals.push_back(ReadFixture(name));
  originals.push_back(EncodeFlat({.pixel = {9, 99, 199}, .arithmetic = true}));
  Sequence sequence;
  int decoded_count = 0, refused_count = 0;
  for (int i = 0; i < kMutants; ++i) {
    Bytes mutant = originals[sequence.Below(originals.size())];
    const size_t flips = 1 + sequence.Below(4);
    for (size_t flip = 0; flip < flips; ++flip) {
      mutant[sequence.Below(mutant.size())] = static_cast<uint8_t>(sequence.Below(256));
    }
    if (sequence.Below(8) == 0) mutant.resize(sequence.Below(mutant.size()));
    JpegOptions options{.max_pixels = kMaxPixels};
    options.channels = static_cast<int>(sequence.Below(5)) & 3;
    if (options.channels == 2) options.channels = 4;
    options.target_width = static_cast<int64_t>(sequence.Below(40));
    options.accept_truncated = sequence.Below(2) == 0;
    const std::string code = DecodeCode(mutant, options);
    if (!CHECK(IsKnownCode(code))) std::cout << "  code " << code << "\n";
    ++(code.empty() ? decoded_count : refused_count);
  }
  // Both outcomes must be common, or the mutants are too tame or too wild to test anything.
  CHECK(decoded_count > kMutants / 20);
  CHECK(refused_count > kMutants / 20);
}

}  // namespace
}  // namespace imagepipeline::test
