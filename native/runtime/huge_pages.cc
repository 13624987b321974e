#include "runtime/huge_pages.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace imagepipeline {

void AdviseHugePages(void* data, size_t bytes) {
#ifdef MADV_HUGEPAGE
  if (bytes < 2 * kHugePageBytes) return;
  // Whole pages only, so that nothing is said about memory of others.
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto start = reinterpret_cast<uintptr_t>(data);
  const uintptr_t first = (start + page - 1) / page * page;
  const uintptr_t end = (start + bytes) / page * page;
  madvise(static_cast<uint8_t*>(data) + (first - start), end - first, MADV_HUGEPAGE);
#else
  static_cast<void>(data);
  static_cast<void>(bytes);
#endif
}

}  // namespace imagepipeline
