// Chooses the table. The only state is one pointer, so nothing needs a destructor or an order of
// initialisation.
#include <atomic>
#include <cstdlib>

#include "kernels/tables.h"

namespace imagepipeline {
namespace {

std::atomic<const KernelTable*> g_current{nullptr};

std::vector<const KernelTable*> AllTables() {
  std::vector<const KernelTable*> tables = SimdTables();
  tables.push_back(&ScalarTable());
  return tables;
}

// Null when there is no such target; the best table when `target` is empty.
const KernelTable* FindTable(const std::string& target) {
  for (const KernelTable* table : AllTables()) {
    if (target.empty() || target == table->target) return table;
  }
  return nullptr;
}

const KernelTable* InitialTable() {
  const char* wanted = std::getenv("TFJS_IMAGE_PIPELINE_TARGET");
  const KernelTable* table = wanted == nullptr ? nullptr : FindTable(wanted);
  return table == nullptr ? FindTable("") : table;
}

}  // namespace

const KernelTable& Kernels() {
  const KernelTable* current = g_current.load(std::memory_order_acquire);
  if (current != nullptr) return *current;
  // A concurrent ForceTarget() wins; two concurrent first uses agree anyway.
  const KernelTable* initial = InitialTable();
  if (g_current.compare_exchange_strong(current, initial)) return *initial;
  return *current;
}

std::vector<std::string> SupportedTargets() {
  std::vector<std::string> names;
  for (const KernelTable* table : AllTables()) names.emplace_back(table->target);
  return names;
}

bool ForceTarget(const std::string& target) {
  const KernelTable* table = FindTable(target);
  if (table == nullptr) return false;
  g_current.store(table, std::memory_order_release);
  return true;
}

}  // namespace imagepipeline
