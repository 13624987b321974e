// Flips, crops and plain copies.
#include <cstring>

#include "runtime/fused_passes.h"
#include "runtime/row_writer.h"

namespace imagepipeline {

namespace {

// The pixels of a result in its order, row by row of the source.
ConstImage SourceOf(const ShuffleMove& move, const ConstImage& in, const Shape& out) {
  return Window(in, move.top, move.left, out.height, out.width);
}

// Makes one row of all rows, where they follow each other as they are: a row costs as much as some
// hundred values, whatever its length.
void JoinRows(const ShuffleMove& move, ConstImage* source, MutableImage* out) {
  if (move.flip_rows || move.flip_columns || !IsDense(*source)) return;
  const Shape row = {1, out->shape.PixelCount(), out->shape.channels};
  source->stride_bytes *= source->shape.height;
  source->shape = out->shape = row;
}

}  // namespace

void ShuffleBytes(const ShuffleMove& move, const ConstImage& in, const MutableImage& result) {
  MutableImage out = result;
  ConstImage source = SourceOf(move, in, out.shape);
  JoinRows(move, &source, &out);
  const size_t pixel_bytes = PixelBytes(in.shape, in.dtype);
  const auto pixels = static_cast<size_t>(out.shape.width);
  for (int64_t y = 0; y < out.shape.height; ++y) {
    const uint8_t* row = Row(source, move.flip_rows ? out.shape.height - 1 - y : y);
    if (move.flip_columns) {
      Kernels().reverse_pixels(row, pixels, pixel_bytes, Row(out, y));
    } else {
      std::memcpy(Row(out, y), row, pixels * pixel_bytes);
    }
  }
}

Status RunShuffle(const ShuffleMove& move, const ConstImage& in, const MutableImage& result,
                  const RowOps& ops, Scratch* scratch) {
  MutableImage out = result;
  ConstImage source = SourceOf(move, in, out.shape);
  // Several ops want their row to stay in the first cache.
  constexpr int64_t kFewValues = 4096;
  const bool joins = (out.dtype == DType::kFloat32 && ops.only_scales()) ||
                     (ops.same_everywhere() && out.shape.ValueCount() <= kFewValues);
  if (joins) JoinRows(move, &source, &out);
  const RowWriter writer(ops, out, scratch);
  const size_t values = RowValues(out.shape);
  auto* mirrored = static_cast<uint8_t*>(
      move.flip_columns ? scratch->Get(kLoadedSlot, values * SizeOf(in.dtype)) : nullptr);
  if (!writer.ok() || (move.flip_columns && mirrored == nullptr)) return OutOfMemory();
  for (int64_t y = 0; y < out.shape.height; ++y) {
    const uint8_t* row = Row(source, move.flip_rows ? out.shape.height - 1 - y : y);
    if (move.flip_columns) {
      Kernels().reverse_pixels(row, static_cast<size_t>(out.shape.width),
                               PixelBytes(in.shape, in.dtype), mirrored);
      row = mirrored;
    }
    writer.Write(y, row, in.dtype);
  }
  return {};
}

void RunShuffleOfBytes(const ShuffleMove& move, const ConstImage& in, const MutableImage& result,
                       const ByteOps& ops) {
  MutableImage out = result;
  ConstImage source = SourceOf(move, in, out.shape);
  JoinRows(move, &source, &out);
  const auto pixels = static_cast<size_t>(out.shape.width);
  for (int64_t y = 0; y < out.shape.height; ++y) {
    const uint8_t* row = Row(source, move.flip_rows ? out.shape.height - 1 - y : y);
    if (move.flip_columns) {
      Kernels().reverse_pixels(row, pixels, PixelBytes(in.shape, in.dtype), Row(out, y));
      row = Row(out, y);
    }
    ops.Run(row, pixels, Row(out, y));
  }
}

}  // namespace imagepipeline
