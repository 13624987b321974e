// Large memory in large pages: the first write to each page traps into the system, which can take
// longer than everything that is computed for the pixels on it.
#ifndef IMAGEPIPELINE_RUNTIME_HUGE_PAGES_H_
#define IMAGEPIPELINE_RUNTIME_HUGE_PAGES_H_

#include <cstddef>

namespace imagepipeline {

// The usual size of a large page; memory that starts on such a boundary makes the most of them.
constexpr size_t kHugePageBytes = size_t{2} << 20;

// Asks for large pages where none has been touched yet. Only advice: it changes no contents, and a
// system that has no such pages ignores it. Nothing happens to memory smaller than two of them.
void AdviseHugePages(void* data, size_t bytes);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_HUGE_PAGES_H_
