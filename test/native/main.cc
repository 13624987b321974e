// Runs every TEST, or those whose name contains the first argument, or with `i/n` every n-th from
// the i-th, so that n processes share them.
#include <cstdio>
#include <cstring>

#include "check.h"

int main(int argc, char** argv) {
  using namespace imagepipeline::test;
  ProgramPath() = argv[0];
  const char* filter = argc > 1 ? argv[1] : "";
  size_t part = 0, parts = 1, at = 0;
  if (std::sscanf(filter, "%zu/%zu", &part, &parts) == 2) filter = "";
  int passed = 0, failed = 0;
  for (const TestCase& test : Cases()) {
    if (at++ % parts != part || std::strstr(test.name, filter) == nullptr) continue;
    Failures() = 0;
    test.run();
    if (Failures() == 0) {
      ++passed;
    } else {
      ++failed;
      std::cout << "FAILED " << test.name << " (" << Failures() << " checks)" << std::endl;
    }
  }
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  // A filter that matches nothing, or a build without tests, must not look like success.
  return failed > 0 || passed == 0 ? 1 : 0;
}
