// Highway's library times the CPU's clock when it is loaded, with an instruction that valgrind
// refuses on some machines. The hot passes need no clock of it, so this one takes its place.
#include <cstdint>

namespace hwy::platform {

__attribute__((visibility("default"))) uint64_t TimerResolution();
uint64_t TimerResolution() { return 1; }

}  // namespace hwy::platform
