// For programs that are built without Highway: the scalar table, which every SIMD table equals.
#include "kernels/tables.h"

namespace imagepipeline {

std::vector<const KernelTable*> SimdTables() { return {}; }

}  // namespace imagepipeline
