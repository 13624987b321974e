#include "linalg/block_tree.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/with_type.h"
#include "linalg/centred_tiles.h"

namespace imagepipeline {

bool CoversBlock(const NodeMap& nodes, int64_t block) {
  auto after = nodes.upper_bound(block);
  if (after == nodes.begin()) return false;
  const auto& [first, node] = *--after;
  return block < first + (int64_t{1} << node.level);
}

Status MomentPlan::Start(MomentNode* node) {
  node->mean.assign(features_, 0);
  node->count = 0;
  if (!spare_.empty()) {
    node->products = std::move(spare_.back());
    spare_.pop_back();
    return {};
  }
  node->products = std::make_shared<TriangleTiles<double>>();
  if (node->products->Allocate(features_)) return {};
  return {"E_ALLOC", "no memory for the covariance of " + std::to_string(features_) + " features"};
}

void MomentPlan::Compute(const std::vector<const uint8_t*>& rows, MomentNode* node) {
  node->count = static_cast<double>(rows.size());
  std::vector<double>& mean = node->mean;
  mean.assign(features_, 0);
  WithType(dtype_, [&]<typename T>(T) {
    for (const uint8_t* bytes : rows) {
      const T* row = reinterpret_cast<const T*>(bytes);
      for (size_t i = 0; i < features_; ++i) mean[i] += static_cast<double>(row[i]);
    }
  });
  for (double& value : mean) value /= node->count;
  steps_.push_back({.target = node->products, .rows = rows, .mean = mean});
}

void MomentPlan::Combine(MomentNode* total, const MomentNode& more) {
  const double count = total->count + more.count;
  std::vector<double> shift(features_);
  for (size_t i = 0; i < features_; ++i) {
    shift[i] = more.mean[i] - total->mean[i];
    total->mean[i] += shift[i] * (more.count / count);
  }
  const double weight = total->count * (more.count / count);
  steps_.push_back({.target = total->products,
                    .added = more.products,
                    .shift = std::move(shift),
                    .weight = weight});
  total->count = count;
}

Status MomentPlan::AddBlock(int64_t block, const std::vector<const uint8_t*>& rows) {
  MomentNode node;
  Status status = Start(&node);
  if (!status.ok()) return status;
  Compute(rows, &node);
  nodes.emplace(block, std::move(node));
  Cascade(block);
  return {};
}

Status MomentPlan::AddNode(int64_t first_block, const MomentNode& node) {
  MomentNode copy = node;
  copy.products = std::make_shared<TriangleTiles<double>>();
  if (!copy.products->Allocate(features_)) {
    return {"E_ALLOC",
            "no memory to merge covariances of " + std::to_string(features_) + " features"};
  }
  std::copy_n(node.products->values(), node.products->value_count(), copy.products->values());
  nodes.emplace(first_block, std::move(copy));
  Cascade(first_block);
  return {};
}

void MomentPlan::Cascade(int64_t block) {
  while (true) {
    const auto own = nodes.find(block);
    const int level = own->second.level;
    const int64_t sibling_block = block ^ (int64_t{1} << level);
    const auto sibling = nodes.find(sibling_block);
    if (sibling == nodes.end() || sibling->second.level != level) return;
    const auto left = block < sibling_block ? own : sibling;
    const auto right = block < sibling_block ? sibling : own;
    Combine(&left->second, right->second);
    ++left->second.level;
    spare_.push_back(right->second.products);
    nodes.erase(right);
    block = left->first;
  }
}

void MomentPlan::RunRows(const Step& step, size_t index) const {
  double* tile = step.target->tile(index);
  std::fill_n(tile, kTileValues, 0.0);
  const TilePlace place = PlaceOfTile(index);
  WithType(dtype_, [&]<typename T>(T) {
    const CentredFeatures<T> factor = {step.rows.data(), step.mean.data(), features_};
    AddProductTile(step.rows.size(), factor, place.row * kTileSide, factor,
                   place.column * kTileSide, tile);
  });
}

void MomentPlan::RunSum(const Step& step, size_t index) const {
  double* tile = step.target->tile(index);
  const double* added = step.added->tile(index);
  const TilePlace place = PlaceOfTile(index);
  const size_t rows = std::min(kTileSide, features_ - place.row * kTileSide);
  const size_t columns = std::min(kTileSide, features_ - place.column * kTileSide);
  for (size_t i = 0; i < rows; ++i) {
    const double row_shift = step.shift[place.row * kTileSide + i] * step.weight;
    const double* shift = step.shift.data() + place.column * kTileSide;
    for (size_t j = 0; j < columns; ++j) {
      double& sum = tile[i * kTileSide + j];
      sum = (sum + added[i * kTileSide + j]) + row_shift * shift[j];
    }
  }
}

void MomentPlan::Run(const TileRange& tiles) const {
  for (size_t index = tiles.first; index < tiles.end; ++index) {
    for (const Step& step : steps_) {
      if (step.added == nullptr) {
        RunRows(step, index);
      } else {
        RunSum(step, index);
      }
    }
  }
}

uint64_t MomentPlan::ByteLength() const {
  uint64_t bytes = 0;
  for (const auto& [block, node] : nodes) bytes += node.products->bytes();
  for (const ProductTiles& tiles : spare_) bytes += tiles->bytes();
  return bytes;
}

}  // namespace imagepipeline
