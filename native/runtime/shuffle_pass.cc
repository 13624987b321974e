// Flips, crops and plain copies.
#include <cstring>

#include "runtime/fused_passes.h"
#include "runtime/row_writer.h"

namespace imagepipeline {

void ShuffleBytes(const ShuffleMove& move, const ConstImage& in, const MutableImage& out) {
  const ConstImage source = Window(in, move.top, move.left, out.shape.height, out.shape.width);
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

Status RunShuffle(const ShuffleMove& move, const ConstImage& in, const MutableImage& out,
                  const RowOps& ops, Scratch* scratch) {
  const RowWriter writer(ops, out, scratch);
  const size_t values = RowValues(out.shape);
  auto* mirrored = static_cast<uint8_t*>(
      move.flip_columns ? scratch->Get(kLoadedSlot, values * SizeOf(in.dtype)) : nullptr);
  if (!writer.ok() || (move.flip_columns && mirrored == nullptr)) return OutOfMemory();
  const ConstImage source = Window(in, move.top, move.left, out.shape.height, out.shape.width);
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

void RunShuffleOfBytes(const ShuffleMove& move, const ConstImage& in, const MutableImage& out,
                       const ByteOps& ops) {
  const ConstImage source = Window(in, move.top, move.left, out.shape.height, out.shape.width);
  const auto pixels = static_cast<size_t>(out.shape.width);
  const auto row_bytes = static_cast<int64_t>(RowValues(out.shape));
  const bool flips = move.flip_rows || move.flip_columns;
  if (!flips && source.stride_bytes == row_bytes && out.StrideBytes() == row_bytes)
    return ops.Run(source.data, static_cast<size_t>(out.shape.PixelCount()), out.data);
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
