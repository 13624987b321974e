// Which table runs.
#include <cstdlib>
#include <set>

#include "kernels_support.h"

namespace imagepipeline::test {
namespace {

constexpr char kTargetVariable[] = "TFJS_IMAGE_PIPELINE_TARGET";
constexpr char kExpectedVariable[] = "IMAGEPIPELINE_TEST_EXPECTED_TARGET";

TEST(TargetsEndWithScalarAndAreDistinct) {
  const std::vector<std::string> targets = SupportedTargets();
  CHECK_EQ(targets.back(), std::string("SCALAR"));
  CHECK_EQ(std::set<std::string>(targets.begin(), targets.end()).size(), targets.size());
#if defined(__x86_64__) || defined(__aarch64__)
  // Every such CPU of the last fifteen years has more than the scalar table.
  CHECK(targets.size() >= 2);
#endif
}

TEST(ForcedTargetIsTheOneThatRuns) {
  std::set<const void*> samplers;
  for (const std::string& target : SupportedTargets()) {
    CHECK(ForceTarget(target));
    CHECK_EQ(std::string(Kernels().target), target);
    samplers.insert(reinterpret_cast<const void*>(Kernels().sample));
  }
  // A separate compilation each, not one function under many names.
  CHECK_EQ(samplers.size(), SupportedTargets().size());
  CHECK(ForceTarget(""));
  CHECK_EQ(std::string(Kernels().target), SupportedTargets().front());
}

TEST(UnknownTargetChangesNothing) {
  CHECK(ForceTarget("SCALAR"));
  CHECK(!ForceTarget("AVX1024"));
  CHECK(!ForceTarget("scalar"));
  CHECK_EQ(std::string(Kernels().target), std::string("SCALAR"));
  CHECK(ForceTarget(""));
}

// Only means something in the processes that the next test starts.
TEST(ChildReadsEnvironment) {
  const char* expected = std::getenv(kExpectedVariable);
  if (expected != nullptr) CHECK_EQ(std::string(Kernels().target), std::string(expected));
}

int RunChild(const std::string& target, const std::string& expected) {
  const std::string command = std::string(kTargetVariable) + "='" + target + "' " +
                              kExpectedVariable + "='" + expected + "' '" + ProgramPath() +
                              "' ChildReadsEnvironment > /dev/null";
  return std::system(command.c_str());
}

TEST(EnvironmentChoosesTarget) {
  if (std::getenv(kExpectedVariable) != nullptr) return;
  for (const std::string& target : SupportedTargets()) CHECK_EQ(RunChild(target, target), 0);
  CHECK_EQ(RunChild("AVX1024", SupportedTargets().front()), 0);
  CHECK_EQ(RunChild("", SupportedTargets().front()), 0);
  // The child does look.
  CHECK(RunChild("SCALAR", "AVX1024") != 0);
}

}  // namespace
}  // namespace imagepipeline::test
