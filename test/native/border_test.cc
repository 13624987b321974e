// Fill modes, written out.
#include "core/border.h"

#include <string>

#include "check.h"

namespace imagepipeline::test {
namespace {

// The letters that taps first..last of "abcd" (or its first n letters) read; 'k' is the fill value.
std::string Extension(FillMode mode, int64_t n, int64_t first, int64_t last) {
  std::string letters;
  for (int64_t i = first; i <= last; ++i) {
    const int64_t index = TapIndex(mode, i, n);
    letters += index == kFillIndex ? 'k' : static_cast<char>('a' + index);
  }
  return letters;
}

TEST(TapsOfFourLetters) {
  CHECK_EQ(Extension(FillMode::kConstant, 4, -6, 9), std::string("kkkkkkabcdkkkkkk"));
  CHECK_EQ(Extension(FillMode::kNearest, 4, -6, 9), std::string("aaaaaaabcddddddd"));
  CHECK_EQ(Extension(FillMode::kReflect, 4, -6, 9), std::string("cddcbaabcddcbaab"));
  CHECK_EQ(Extension(FillMode::kWrap, 4, -6, 9), std::string("cdabcdabcdabcdab"));
}

TEST(TapsOfOneLetter) {
  CHECK_EQ(Extension(FillMode::kConstant, 1, -3, 3), std::string("kkkakkk"));
  for (FillMode mode : {FillMode::kNearest, FillMode::kReflect, FillMode::kWrap}) {
    CHECK_EQ(Extension(mode, 1, -3, 3), std::string("aaaaaaa"));
  }
}

TEST(TapsFarAway) {
  // 2^30 is a multiple of 4 and of 8.
  constexpr int64_t kFar = int64_t{1} << 30;
  CHECK_EQ(TapIndex(FillMode::kWrap, kFar + 1, 4), 1);
  CHECK_EQ(TapIndex(FillMode::kWrap, -kFar - 1, 4), 3);
  CHECK_EQ(TapIndex(FillMode::kReflect, kFar + 5, 4), 2);
  CHECK_EQ(TapIndex(FillMode::kReflect, -kFar - 1, 4), 0);
}

TEST(NearestIndexInside) {
  for (FillMode mode :
       {FillMode::kConstant, FillMode::kNearest, FillMode::kReflect, FillMode::kWrap}) {
    CHECK_EQ(NearestIndex(mode, 1, 0.0f, 4), 1);
    CHECK_EQ(NearestIndex(mode, 1, 0.49f, 4), 1);
    CHECK_EQ(NearestIndex(mode, 1, 0.5f, 4), 2);
    CHECK_EQ(NearestIndex(mode, 3, 0.25f, 4), 3);
  }
}

TEST(NearestIndexOutside) {
  // -0.5 is -1 + 0.5 and rounds away from zero to -1; -0.25 rounds to 0.
  CHECK_EQ(NearestIndex(FillMode::kConstant, -1, 0.5f, 4), kFillIndex);
  CHECK_EQ(NearestIndex(FillMode::kConstant, -1, 0.75f, 4), 0);
  CHECK_EQ(NearestIndex(FillMode::kConstant, 3, 0.5f, 4), kFillIndex);
  CHECK_EQ(NearestIndex(FillMode::kNearest, -1, 0.5f, 4), 0);
  CHECK_EQ(NearestIndex(FillMode::kNearest, 7, 0.9f, 4), 3);
  // Reflected first: -1.5 folds to 0.5 and rounds to 1.
  CHECK_EQ(NearestIndex(FillMode::kReflect, -2, 0.5f, 4), 1);
  CHECK_EQ(NearestIndex(FillMode::kReflect, 4, 0.0f, 4), 3);
  // Wrapped first: 3.5 rounds to 4, which is 0 again; -0.25 is 3.75.
  CHECK_EQ(NearestIndex(FillMode::kWrap, 3, 0.5f, 4), 0);
  CHECK_EQ(NearestIndex(FillMode::kWrap, -1, 0.75f, 4), 0);
  CHECK_EQ(NearestIndex(FillMode::kWrap, -1, 0.25f, 4), 3);
}

}  // namespace
}  // namespace imagepipeline::test
