// Exact sums of products of rows of uint8 or uint16: a dot-product kernel on bytes, widened to
// int64 before its int32 sums can overflow. uint16 is two planes of bytes.
#ifndef IMAGEPIPELINE_LINALG_BYTE_PRODUCTS_H_
#define IMAGEPIPELINE_LINALG_BYTE_PRODUCTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/image.h"
#include "linalg/buffer.h"
#include "linalg/triangle_tiles.h"

namespace imagepipeline {

// The matrix of products has one row and one column per line; sums go over `depth`.
class BytePanels {
 public:
  // dtype is uint8 or uint16. False when memory is short.
  [[nodiscard]] bool Allocate(DType dtype, size_t lines, size_t depth);

  // Row k of `rows`, `lines` values, is step k of the depth: products of features.
  void PackAcross(const uint8_t* const* rows);
  // Row i is line i, of which values first .. first + depth are taken; beyond `values` there are
  // zeros: products of rows.
  void PackAlong(const uint8_t* const* rows, size_t first, size_t values);

  // Adds to tile `index` of the triangle.
  void AddTile(size_t index, int64_t* tile) const;

  // Sums over the depth, one per line and then zeros.
  const std::vector<int64_t>& sums() const { return sums_; }
  uint64_t bytes() const { return left_.bytes() + right_.bytes(); }

 private:
  template <typename T>
  void Interleave(const T* const* rows, size_t quad);
  template <typename T>
  void TakeLine(const T* row, size_t line, size_t count);
  size_t LeftAt(size_t plane, size_t panel) const;
  size_t RightAt(size_t plane, size_t panel) const;
  void AddPlanes(size_t left_plane, size_t right_plane, const TilePlace& place,
                 int64_t* tile) const;

  DType dtype_ = DType::kUint8;
  size_t planes_ = 1;
  size_t lines_ = 0;
  size_t depth_ = 0;
  size_t quads_ = 0;
  Buffer<uint8_t> left_;   // [plane][8 lines][quad][line][4]
  Buffer<uint8_t> right_;  // [plane][48 lines][quad][line][4]
  std::vector<int64_t> sums_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_BYTE_PRODUCTS_H_
