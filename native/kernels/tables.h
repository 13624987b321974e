// The tables that dispatch.cc chooses from.
#ifndef IMAGEPIPELINE_KERNELS_TABLES_H_
#define IMAGEPIPELINE_KERNELS_TABLES_H_

#include <vector>

#include "kernels/kernel_table.h"

namespace imagepipeline {

// Plain loops: the definition that every other table must match bit by bit, and the fallback.
const KernelTable& ScalarTable();

// The SIMD tables that this build has and this CPU can run, best first.
std::vector<const KernelTable*> SimdTables();

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_KERNELS_TABLES_H_
