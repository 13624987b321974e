#include "runtime/source_tile.h"

#include <cstring>

#include "runtime/cache_sets.h"
#include "runtime/fetch.h"
#include "runtime/image_view.h"
#include "runtime/scratch_slots.h"

namespace imagepipeline {

namespace {

// Larger tiles do not stay in the second cache beside what else is there.
constexpr int64_t kMaxTileBytes = 512 << 10;

// An odd number of lines, so that rows lie in all sets of a cache.
int64_t TileStride(int64_t row_bytes) {
  // A load reads up to a line beyond its taps.
  const int64_t lines = row_bytes / kLineBytes + 2;
  return (lines | 1) * kLineBytes;
}

}  // namespace

SourceTile::SourceTile(const WarpMove& move, const ConstImage& source, int64_t band,
                       Scratch* scratch)
    : map_(move.output_to_window),
      source_(source),
      pixel_bytes_(static_cast<int64_t>(PixelBytes(source.shape, source.dtype))),
      folds_(move.fill_mode == FillMode::kReflect || move.fill_mode == FillMode::kWrap),
      is_turned_(band > 1 && IsAffineRun(move)),
      image_(source) {
  // Without memory for it there is no copy.
  if (is_turned_ && RowsShareSets(map_, source.stride_bytes, pixel_bytes_))
    buffer_ = static_cast<uint8_t*>(scratch->Get(kTileSlot, kMaxTileBytes));
}

bool SourceTile::Fits(const BlockArea& area) const {
  return !area.empty() && TileStride(area.width() * pixel_bytes_) * area.height() <= kMaxTileBytes;
}

void SourceTile::Enter(const Block& block, const std::optional<Block>& next) {
  if (!is_turned_) return;
  image_ = source_;
  left_ = top_ = 0;
  next_.reset();
  if (buffer_ != nullptr) {
    const BlockArea area(map_, source_.shape, block);
    if (Fits(area) && !(folds_ && area.reaches_out())) Copy(area);
  }
  if (!next) return;
  const BlockArea area(map_, source_.shape, *next);
  if (!Fits(area)) return;
  next_ = area;
  next_row_ = area.top();
  rows_at_once_ = (area.height() + block.height - 1) / block.height;
}

void SourceTile::Copy(const BlockArea& area) {
  const int64_t stride = TileStride(area.width() * pixel_bytes_);
  for (int64_t y = area.top(); y < area.bottom(); ++y) {
    const ColumnRange columns = area.Columns(y);
    std::memcpy(buffer_ + (y - area.top()) * stride + (columns.begin - area.left()) * pixel_bytes_,
                Row(source_, y) + columns.begin * pixel_bytes_,
                static_cast<size_t>((columns.end - columns.begin) * pixel_bytes_));
  }
  left_ = area.left();
  top_ = area.top();
  image_.data = buffer_;
  image_.stride_bytes = stride;
  image_.shape.width = area.width();
  image_.shape.height = area.height();
}

void SourceTile::FetchAhead(int rows) {
  if (!next_) return;
  const int64_t end = std::min(next_row_ + rows * rows_at_once_, next_->bottom());
  for (; next_row_ < end; ++next_row_) {
    const ColumnRange columns = next_->Columns(next_row_);
    const uint8_t* row = Row(source_, next_row_);
    FetchToSecondCache(row + columns.begin * pixel_bytes_, row + columns.end * pixel_bytes_);
  }
}

}  // namespace imagepipeline
