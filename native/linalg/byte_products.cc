#include "linalg/byte_products.h"

#include <algorithm>
#include <cstring>

#include "kernels/kernel_table.h"

namespace imagepipeline {
namespace {

static_assert(kTileSide == kTileFloats && kTileSide % kTileRows == 0);
constexpr size_t kPanels = kTileSide / kTileRows;
// Of four products: 4,096 of them stay far below the 65,792 that fit int32, and both panels fit
// caches.
constexpr size_t kQuads = 1024;
// What the kernel takes off the right factor.
constexpr int64_t kShift = 128;

constexpr size_t LeftQuad() { return kTileRows * 4; }
constexpr size_t RightQuad() { return kTileSide * 4; }

}  // namespace

bool BytePanels::Allocate(DType dtype, size_t lines, size_t depth) {
  dtype_ = dtype;
  planes_ = SizeOf(dtype);
  lines_ = lines;
  depth_ = depth;
  quads_ = (depth + 3) / 4;
  sums_.assign(TilesAcross(lines) * kTileSide, 0);
  const size_t bytes = planes_ * TilesAcross(lines) * kTileSide * quads_ * 4;
  return left_.Allocate(bytes) && right_.Allocate(bytes);
}

size_t BytePanels::LeftAt(size_t plane, size_t panel) const {
  return (plane * TilesAcross(lines_) * kPanels + panel) * quads_ * LeftQuad();
}

size_t BytePanels::RightAt(size_t plane, size_t panel) const {
  return (plane * TilesAcross(lines_) + panel) * quads_ * RightQuad();
}

// Four rows, of which the values of a line become one word.
template <typename T>
void BytePanels::Interleave(const T* const* rows, size_t quad) {
  for (size_t panel = 0; panel < TilesAcross(lines_); ++panel) {
    const size_t first = panel * kTileSide;
    const size_t count = std::min(kTileSide, lines_ - first);
    for (size_t j = 0; j < count; ++j) {
      for (size_t q = 0; q < 4; ++q) sums_[first + j] += rows[q][first + j];
    }
    for (size_t plane = 0; plane < planes_; ++plane) {
      uint32_t words[kTileSide] = {};
      for (size_t j = 0; j < count; ++j) {
        uint32_t word = 0;
        for (size_t q = 0; q < 4; ++q)
          word |= static_cast<uint32_t>((rows[q][first + j] >> (8 * plane)) & 0xFF) << (8 * q);
        words[j] = word;
      }
      std::memcpy(right_.data() + RightAt(plane, panel) + quad * RightQuad(), words, sizeof words);
      for (size_t part = 0; part < kPanels; ++part) {
        uint8_t* left = left_.data() + LeftAt(plane, panel * kPanels + part);
        std::memcpy(left + quad * LeftQuad(), words + part * kTileRows, LeftQuad());
      }
    }
  }
}

void BytePanels::PackAcross(const uint8_t* const* rows) {
  std::fill(sums_.begin(), sums_.end(), 0);
  const std::vector<uint8_t> zeros(lines_ * planes_, 0);
  for (size_t quad = 0; quad < quads_; ++quad) {
    const uint8_t* four[4];
    for (size_t q = 0; q < 4; ++q) {
      const size_t row = quad * 4 + q;
      four[q] = row < depth_ ? rows[row] : zeros.data();
    }
    if (dtype_ == DType::kUint8) {
      Interleave<uint8_t>(four, quad);
    } else {
      const uint16_t* wide[4];
      for (size_t q = 0; q < 4; ++q) wide[q] = reinterpret_cast<const uint16_t*>(four[q]);
      Interleave<uint16_t>(wide, quad);
    }
  }
}

template <typename T>
void BytePanels::TakeLine(const T* row, size_t line, size_t count) {
  for (size_t plane = 0; plane < planes_; ++plane) {
    uint8_t* left = left_.data() + LeftAt(plane, line / kTileRows) + line % kTileRows * 4;
    uint8_t* right = right_.data() + RightAt(plane, line / kTileSide) + line % kTileSide * 4;
    for (size_t quad = 0; quad < quads_; ++quad) {
      uint8_t word[4] = {};
      for (size_t q = 0; q < 4 && quad * 4 + q < count; ++q)
        word[q] = static_cast<uint8_t>(row[quad * 4 + q] >> (8 * plane));
      std::memcpy(left + quad * LeftQuad(), word, 4);
      std::memcpy(right + quad * RightQuad(), word, 4);
    }
  }
  int64_t sum = 0;
  for (size_t k = 0; k < count; ++k) sum += row[k];
  sums_[line] = sum;
}

void BytePanels::PackAlong(const uint8_t* const* rows, size_t first, size_t values) {
  const size_t count = std::min(depth_, values - first);
  const size_t padded = TilesAcross(lines_) * kTileSide;
  // Any row will do beyond the last: nothing of it is taken.
  for (size_t line = 0; line < padded; ++line) {
    const uint8_t* row = rows[std::min(line, lines_ - 1)] + first * SizeOf(dtype_);
    const size_t taken = line < lines_ ? count : 0;
    if (dtype_ == DType::kUint8) {
      TakeLine(row, line, taken);
    } else {
      TakeLine(reinterpret_cast<const uint16_t*>(row), line, taken);
    }
  }
}

void BytePanels::AddPlanes(size_t left_plane, size_t right_plane, const TilePlace& place,
                           int64_t* tile) const {
  const int64_t scale = int64_t{1} << (8 * (left_plane + right_plane));
  for (size_t first = 0; first < quads_; first += kQuads) {
    const size_t quads = std::min(kQuads, quads_ - first);
    const uint8_t* right = right_.data() + RightAt(right_plane, place.column) + first * RightQuad();
    for (size_t part = 0; part < kPanels; ++part) {
      const uint8_t* left =
          left_.data() + LeftAt(left_plane, place.row * kPanels + part) + first * LeftQuad();
      alignas(64) int32_t sums[kTileRows * kTileSide] = {};
      Kernels().multiply_bytes(quads, left, right, sums);
      int64_t* out = tile + part * kTileRows * kTileSide;
      for (size_t e = 0; e < kTileRows * kTileSide; ++e) out[e] += sums[e] * scale;
    }
  }
}

void BytePanels::AddTile(size_t index, int64_t* tile) const {
  const TilePlace place = PlaceOfTile(index);
  for (size_t left = 0; left < planes_; ++left)
    for (size_t right = 0; right < planes_; ++right) AddPlanes(left, right, place, tile);
  // Each plane of the right factor was too small by kShift.
  const int64_t shift = planes_ == 1 ? kShift : kShift * 257;
  for (size_t i = 0; i < kTileSide; ++i) {
    const int64_t missing = shift * sums_[place.row * kTileSide + i];
    for (size_t j = 0; j < kTileSide; ++j) tile[i * kTileSide + j] += missing;
  }
}

}  // namespace imagepipeline
