// Covariances of floats whose bits depend on the positions of the images and on nothing else: 1,024
// consecutive positions make a block, centred by its own mean, and two neighbouring nodes of the
// binary tree over the blocks become one as soon as both are there.
#ifndef IMAGEPIPELINE_LINALG_BLOCK_TREE_H_
#define IMAGEPIPELINE_LINALG_BLOCK_TREE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "core/image.h"
#include "core/status.h"
#include "linalg/triangle_tiles.h"

namespace imagepipeline {

constexpr int64_t kBlockRows = 1024;

using ProductTiles = std::shared_ptr<TriangleTiles<double>>;

// Of some images: how many, their mean, and the sums of products of what they differ from it by.
struct MomentNode {
  int level = 0;  // 2^level blocks
  double count = 0;
  std::vector<double> mean;
  ProductTiles products;
};

// By its first block. A node at a level stands at a multiple of 2^level.
using NodeMap = std::map<int64_t, MomentNode>;

bool CoversBlock(const NodeMap& nodes, int64_t block);

// Work on the tiles of a triangle that is planned first and then done by any number of threads,
// each with its own tiles, none of them waiting for another.
class MomentPlan {
 public:
  MomentPlan(DType dtype, size_t features) : dtype_(dtype), features_(features) {}

  // The tree as it will be.
  NodeMap nodes;

  // E_ALLOC; a plan that failed is not to be run.
  Status AddBlock(int64_t block, const std::vector<const uint8_t*>& rows);
  // With a copy of the node's products.
  Status AddNode(int64_t first_block, const MomentNode& node);
  // Outside the tree: `total` becomes the moments of both (Chan, Golub and LeVeque 1979).
  void Combine(MomentNode* total, const MomentNode& more);
  Status Start(MomentNode* node);
  void Compute(const std::vector<const uint8_t*>& rows, MomentNode* node);

  void Run(const TileRange& tiles) const;
  uint64_t ByteLength() const;

 private:
  struct Step {
    ProductTiles target = nullptr;
    // Either the rows whose products the target becomes,
    std::vector<const uint8_t*> rows = {};
    std::vector<double> mean = {};
    // or what is added to it, with the outer product of `shift` times `weight`.
    ProductTiles added = nullptr;
    std::vector<double> shift = {};
    double weight = 0;
  };

  void Cascade(int64_t block);
  void RunRows(const Step& step, size_t index) const;
  void RunSum(const Step& step, size_t index) const;

  DType dtype_;
  size_t features_;
  std::vector<Step> steps_;
  std::vector<ProductTiles> spare_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_BLOCK_TREE_H_
