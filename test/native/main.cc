// Runs every TEST, or those whose name contains the first argument.
#include <cstring>

#include "check.h"

int main(int argc, char** argv) {
  using namespace imagepipeline::test;
  ProgramPath() = argv[0];
  int passed = 0, failed = 0;
  for (const TestCase& test : Cases()) {
    if (argc > 1 && std::strstr(test.name, argv[1]) == nullptr) continue;
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
