// All cores for one piece of work: for the few steps of a fit that are one call for all of the
// data. Everything else runs on Node's own threads.
#ifndef IMAGEPIPELINE_LINALG_PARALLEL_H_
#define IMAGEPIPELINE_LINALG_PARALLEL_H_

#include <algorithm>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

namespace imagepipeline {

// Calls work(share, shares) for every share, at most `pieces` of them, and returns after the last.
// `work` must not throw.
template <typename Work>
void RunOnAllCores(size_t pieces, const Work& work) {
  constexpr size_t kMaxThreads = 64;
  const size_t cores = std::clamp<size_t>(std::thread::hardware_concurrency(), 1, kMaxThreads);
  const size_t shares = std::clamp<size_t>(pieces, 1, cores);
  std::vector<std::thread> threads;
  threads.reserve(shares);
  size_t begun = 1;
  try {
    for (; begun < shares; ++begun)
      threads.emplace_back([&work, begun, shares] { work(begun, shares); });
  } catch (const std::system_error&) {
    // The system gives no more threads; this one does the rest.
    for (size_t share = begun; share < shares; ++share) work(share, shares);
  }
  work(0, shares);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_PARALLEL_H_
