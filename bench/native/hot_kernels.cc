// The hot passes alone, without Node: what the instruction counts of CI and quick timings run.
//   hot_kernels list
//   hot_kernels run CASE TIMES     runs a case so many times and prints nothing
//   hot_kernels time [PART]        microseconds per image of the cases whose name contains PART
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "hot_cases.h"
#include "kernels/kernel_table.h"

namespace imagepipeline::bench {

namespace {

// Of this thread alone, so that a busy machine disturbs less.
double ThreadUs() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

// The median of some rounds, each long enough for the clock.
double MedianUs(HotCase* hot) {
  constexpr int kRounds = 15;
  constexpr double kRoundUs = 8000;
  const auto run_us = [&](int times) {
    const double start = ThreadUs();
    for (int i = 0; i < times; ++i) hot->Run();
    return (ThreadUs() - start) / times;
  };
  run_us(2);
  const int times = std::max(1, static_cast<int>(kRoundUs / run_us(2)));
  std::vector<double> rounds;
  for (int i = 0; i < kRounds; ++i) rounds.push_back(run_us(times));
  std::sort(rounds.begin(), rounds.end());
  return rounds[kRounds / 2];
}

int Run(const std::string& name, int times) {
  for (const HotSpec& spec : HotSpecs()) {
    if (spec.name != name) continue;
    HotCase hot(spec);
    for (int i = 0; i < times; ++i) hot.Run();
    return 0;
  }
  std::fprintf(stderr, "no case '%s'\n", name.c_str());
  return 1;
}

int Time(const std::string& part) {
  std::printf("%s\n", Kernels().target);
  for (const HotSpec& spec : HotSpecs()) {
    if (spec.name.find(part) == std::string::npos) continue;
    HotCase hot(spec);
    const double us = MedianUs(&hot);
    std::printf("%-44s %9.2f us %7.3f ns/px\n", spec.name.c_str(), us,
                us * 1000 / static_cast<double>(hot.output_pixels()));
  }
  return 0;
}

int Main(const std::vector<std::string>& args) {
  const std::string verb = args.empty() ? "" : args[0];
  if (verb == "list") {
    for (const HotSpec& spec : HotSpecs()) std::printf("%s\n", spec.name.c_str());
    return 0;
  }
  if (verb == "run" && args.size() == 3) return Run(args[1], std::atoi(args[2].c_str()));
  if (verb == "time") return Time(args.size() > 1 ? args[1] : "");
  std::fprintf(stderr, "hot_kernels list | run CASE TIMES | time [PART]\n");
  return 2;
}

}  // namespace

}  // namespace imagepipeline::bench

int main(int argc, char** argv) {
  return imagepipeline::bench::Main(std::vector<std::string>(argv + 1, argv + argc));
}
