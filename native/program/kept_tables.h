// What an executor made for a pass of a plan and may use again for the next image. A plan is shared
// by threads, so this is too.
#ifndef IMAGEPIPELINE_PROGRAM_KEPT_TABLES_H_
#define IMAGEPIPELINE_PROGRAM_KEPT_TABLES_H_

#include <memory>
#include <mutex>
#include <utility>

namespace imagepipeline {

struct SeparableTables;

// The latest tables; null before the first.
class KeptTables {
 public:
  std::shared_ptr<const SeparableTables> Get() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return tables_;
  }

  void Set(std::shared_ptr<const SeparableTables> tables) {
    // What was kept dies outside the lock.
    const std::lock_guard<std::mutex> lock(mutex_);
    tables_.swap(tables);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const SeparableTables> tables_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_PROGRAM_KEPT_TABLES_H_
