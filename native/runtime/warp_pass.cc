// Warps: coordinates of a block of pixels first, then the pixels, row after row.
#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "core/with_type.h"
#include "kernels/convert.h"
#include "kernels/pixel.h"
#include "runtime/byte_row_writer.h"
#include "runtime/fused_passes.h"
#include "runtime/row_writer.h"
#include "runtime/rule_coords.h"
#include "runtime/source_tile.h"
#include "runtime/warp_walk.h"

namespace imagepipeline {

namespace {

// One sample of all channels of `source`.
template <typename T>
void SampleSciPy(const ConstImage& source, const SciPyTaps& x, const SciPyTaps& y, float fill,
                 bool blends, float* out) {
  const int64_t channels = source.shape.channels;
  if (x.IsOutside() || y.IsOutside()) {
    std::fill_n(out, channels, fill);
    return;
  }
  const Tap taps[4] = {
      MakeTap(source, x.first, y.first, fill), MakeTap(source, x.second, y.first, fill),
      MakeTap(source, x.first, y.second, fill), MakeTap(source, x.second, y.second, fill)};
  for (int64_t c = 0; c < channels; ++c) {
    if (!blends) {
      out[c] = taps[0].Read<T>(c);
      continue;
    }
    double sum = 0;
    for (int t = 0; t < 4; ++t) {
      const double y_weight = t < 2 ? y.first_weight : y.second_weight;
      const double x_weight = t % 2 == 0 ? x.first_weight : x.second_weight;
      sum += static_cast<double>(taps[t].Read<T>(c)) * y_weight * x_weight;
    }
    out[c] = static_cast<float>(sum);
  }
}

// Not fast: only what must be as it was comes here.
Status RunSciPyWarp(const WarpMove& move, const ConstImage& source, const MutableImage& out,
                    const RowWriter& writer) {
  const Matrix3& map = move.output_to_window;
  const bool blends = move.interpolation == Interpolation::kBilinear;
  WithType(source.dtype, [&](auto type) {
    for (int64_t y = 0; y < out.shape.height; ++y) {
      float* row = writer.Begin(y);
      for (int64_t x = 0; x < out.shape.width; ++x) {
        const auto px = static_cast<double>(x), py = static_cast<double>(y);
        SampleSciPy<decltype(type)>(
            source,
            MakeSciPyTaps(move.scipy_mode, move.interpolation, SciPyX(map, px, py), move.width),
            MakeSciPyTaps(move.scipy_mode, move.interpolation, SciPyY(map, px, py), move.height),
            move.fill_value, blends, row + x * out.shape.channels);
      }
      writer.End(y);
    }
  });
  return {};
}

// Rows of a block of an affine map, or parts of a single row, handed to the sampler together:
// affine(image, rows, to).
template <typename T, typename Affine>
void SampleAffineRows(const SourceTile& tile, int64_t x, int64_t y, int rows, int count,
                      const Shape& out, T* to, const Affine& affine) {
  BlockStart starts[kRowsTogether];
  if (count <= kAffineBlock) {
    tile.Start(x, y, rows, starts);
    return affine(tile.image(), {starts, rows, count, static_cast<int64_t>(RowValues(out))}, to);
  }
  const int parts = count / kAffineBlock, rest = count % kAffineBlock;
  for (int part = 0; part < parts; ++part) tile.Start(x + part * kAffineBlock, y, 1, starts + part);
  affine(tile.image(), {starts, parts, kAffineBlock, kAffineBlock * out.channels}, to);
  if (rest == 0) return;
  const int64_t done = parts * kAffineBlock;
  tile.Start(x + done, y, 1, starts);
  affine(tile.image(), {starts, 1, rest, 0}, to + done * out.channels);
}

// Calls affine(image, rows, to) for an affine map, other(coords, count, to) for any other, and
// end(y) for each row. As many values of row(y) follow each other as the order has rows.
template <typename RowOf, typename Affine, typename Other, typename End>
void SampleBlocks(const WarpMove& move, const ConstImage& source, const Shape& out,
                  const WarpOrder& order, Scratch* scratch, const RowOf& row, const Affine& affine,
                  const Other& other, const End& end) {
  SourceTile tile(move, source, order.band, scratch);
  const auto enter = [&](const Block& block, const std::optional<Block>& next) {
    tile.Enter(block, next);
  };
  const auto sample = [&](int64_t x, int64_t y, int rows, int count) {
    auto* to = row(y) + x * out.channels;
    if (IsAffineRun(move)) {
      tile.FetchAhead(rows);
      return SampleAffineRows(tile, x, y, rows, count, out, to, affine);
    }
    for (int i = 0; i < rows; ++i, to += RowValues(out)) {
      CoordBlock coords;
      if (move.rule == CoordRule::kExact) {
        ProjectiveCoords(move.output_to_window, x, y + i, count, &coords);
      } else {
        RuleCoords(move, x, y + i, count, &coords);
      }
      other(&coords, count, to);
    }
  };
  WalkBlocks(move, source, out, order, enter, sample, end);
}

template <typename RowOf, typename End>
void SampleFloats(const WarpMove& move, const ConstImage& source, const Shape& out, float fill,
                  const WarpOrder& order, Scratch* scratch, const RowOf& row, const End& end) {
  const KernelTable& kernels = Kernels();
  SampleBlocks(
      move, source, out, order, scratch, row,
      [&](const ConstImage& image, const AffineRows& rows, float* to) {
        kernels.sample_affine(image, rows, move.interpolation, move.fill_mode, fill, to);
      },
      [&](const CoordBlock* coords, int count, float* to) {
        kernels.sample(source, *coords, count, move.interpolation, move.fill_mode, fill, to);
      },
      end);
}

}  // namespace

Status RunWarp(const WarpMove& move, const ConstImage& in, const MutableImage& out,
               const RowOps& ops, Scratch* scratch) {
  const ConstImage source = SourceOf(move, in);
  const WarpOrder order = move.rule == CoordRule::kSciPy
                              ? WarpOrder{}
                              : OrderOf(move, source, out.shape, RowWriter::KeptBytes(ops, out));
  const RowWriter writer(ops, out, scratch, order.rows());
  if (!writer.ok()) return OutOfMemory();
  if (move.rule == CoordRule::kSciPy) return RunSciPyWarp(move, source, out, writer);
  const bool has_one_nan =
      source.dtype != DType::kFloat32 || move.interpolation == Interpolation::kBilinear;
  SampleFloats(
      move, source, out.shape, move.fill_value, order, scratch,
      [&](int64_t y) { return writer.Begin(y); }, [&](int64_t y) { writer.EndOf(y, has_one_nan); });
  return {};
}

Status RunByteWarp(const WarpMove& move, const ConstImage& in, const MutableImage& out,
                   const std::vector<PointOp>& ops, Scratch* scratch) {
  const ConstImage source = SourceOf(move, in);
  const WarpOrder order = OrderOf(move, source, out.shape, ByteRowWriter::KeptBytes(ops, out));
  const ByteRowWriter writer(ops, out, scratch, order.rows());
  if (!writer.ok()) return OutOfMemory();
  const auto fill = static_cast<uint8_t>(move.fill_value);
  const KernelTable& kernels = Kernels();
  SampleBlocks(
      move, source, out.shape, order, scratch, [&](int64_t y) { return writer.Begin(y); },
      [&](const ConstImage& image, const AffineRows& rows, uint8_t* to) {
        kernels.sample_affine_bytes(image, rows, move.fill_mode, fill, to);
      },
      [&](CoordBlock* coords, int count, uint8_t* to) {
        RoundToByteCoords(count, coords);
        kernels.sample_bytes(source, *coords, count, move.fill_mode, fill, to);
      },
      [&](int64_t y) { writer.End(y); });
  return {};
}

// The values travel as the bits of float32, which nearest samples only copy.
Status WarpInt32(const WarpMove& move, const ConstImage& in, const MutableImage& out,
                 Scratch* scratch) {
  const size_t row_bytes = RowValues(out.shape) * sizeof(float);
  auto* buffer = static_cast<float*>(scratch->Get(kRowSlot, row_bytes));
  if (buffer == nullptr) return OutOfMemory();
  ConstImage bits = in;
  bits.dtype = DType::kFloat32;
  SampleFloats(
      move, SourceOf(move, bits), out.shape,
      std::bit_cast<float>(RoundTo<int32_t>(move.fill_value)), WarpOrder{}, scratch,
      [&](int64_t /*y*/) { return buffer; },
      [&](int64_t y) { std::memcpy(Row(out, y), buffer, row_bytes); });
  return {};
}

}  // namespace imagepipeline
