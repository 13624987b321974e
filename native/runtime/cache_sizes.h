// What the caches of a CPU hold at least.
#ifndef IMAGEPIPELINE_RUNTIME_CACHE_SIZES_H_
#define IMAGEPIPELINE_RUNTIME_CACHE_SIZES_H_

#include <cstdint>

namespace imagepipeline {

constexpr int64_t kLineBytes = 64;

// An image that is larger does not stay in the second cache beside what is made of it.
constexpr int64_t kSecondCacheBytes = 1 << 20;

// An image that is larger does not stay in the last cache beside those of other threads.
constexpr int64_t kLastCacheBytes = 8 << 20;

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_CACHE_SIZES_H_
