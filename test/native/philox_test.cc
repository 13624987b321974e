// Known answers of Philox4x32-10 (the kat_vectors of the Random123 distribution), and the keys of
// draws.
#include "core/philox.h"

#include <set>

#include "check.h"

namespace imagepipeline::test {
namespace {

TEST(PhiloxKnownAnswers) {
  CHECK((Philox4x32({0, 0, 0, 0}, {0, 0}) ==
         PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr uint32_t kOnes = 0xffffffff;
  CHECK((Philox4x32({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) ==
         PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  CHECK((Philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
         PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(FirstDrawsAreTheFirstBlock) {
  DrawSource source({}, 0);
  CHECK_EQ(source.Unit(), 0x6627e8d5 * 0x1p-32);
  CHECK_EQ(source.Unit(), 0xe169c58d * 0x1p-32);
  CHECK_EQ(source.Unit(), 0xbc57ac4c * 0x1p-32);
  CHECK_EQ(source.Unit(), 0x9b00dbd8 * 0x1p-32);
  // The fifth comes from block 1.
  CHECK_EQ(source.Unit(), Philox4x32({1, 0, 0, 0}, {0, 0})[0] * 0x1p-32);
}

TEST(EveryPartOfTheKeyMatters) {
  const DrawKey keys[] = {
      {},           {.seed = 1},       {.seed = uint64_t{1} << 32},  {.seed = uint64_t{1} << 52},
      {.epoch = 1}, {.index = 1},      {.index = uint64_t{1} << 32}, {.index = uint64_t{1} << 42},
      {.view = 1},  {.view = 1 << 23},
  };
  std::set<double> draws;
  for (const DrawKey& key : keys) draws.insert(DrawSource(key, 0).Unit());
  draws.insert(DrawSource({}, 1).Unit());
  CHECK_EQ(draws.size(), std::size(keys) + 1);
}

TEST(UniformStaysInRange) {
  DrawSource source({.seed = 42}, 3);
  double sum = 0;
  for (int i = 0; i < 1000; ++i) {
    const double value = source.Uniform(-2, 4);
    CHECK(value >= -2 && value < 4);
    sum += value;
  }
  // Standard error of the mean is 6 / sqrt(12000) = 0.055; five of them.
  CHECK_NEAR(sum / 1000, 1.0, 0.28);
  CHECK_EQ(DrawSource({.seed = 7}, 0).Uniform(3, 3), 3.0);
}

TEST(PhiloxWordsAndUnitsAreOneStream) {
  DrawSource words({.seed = 3}, 4), units({.seed = 3}, 4);
  for (int i = 0; i < 9; ++i) CHECK_EQ(words.Word() * 0x1p-32, units.Unit());
}

}  // namespace
}  // namespace imagepipeline::test
