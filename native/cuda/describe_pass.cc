#include "cuda/describe_pass.h"

#include <algorithm>
#include <bit>

#include "kernels/convert.h"
#include "runtime/row_ops.h"

namespace imagepipeline::cuda {

namespace {

float FillOfMove(const Move& move) {
  const auto* resample = std::get_if<ResampleAction>(&move);
  return resample == nullptr ? 0 : resample->fill_value;
}

// 32-bit values that only move travel as the bits of a float32.
bool MovesBits(const Pass& pass) {
  return IsByteMove(pass) && SizeOf(pass.in_dtype) == sizeof(float);
}

// What a byte move puts where there is no input, in the terms of its store.
float FillOf(const Pass& pass, float fill) {
  if (!MovesBits(pass)) return fill;
  return pass.in_dtype == DType::kInt32 ? std::bit_cast<float>(RoundTo<int32_t>(fill))
                                        : RoundTo<float>(fill);
}

// Whether the kernel of the pass has the number of channels from its compilation (dispatch.h).
bool HasKernelOfItsChannels(const Pass& pass) {
  const DType load = LoadOf(pass);
  const int64_t channels = pass.out.channels;
  return (load == DType::kUint8 || load == DType::kFloat32) &&
         (channels == 1 || channels == 3 || channels == 4);
}

DevicePick MirroredPick(int64_t first, int64_t size, bool mirrored) {
  return {mirrored ? first + size - 1 : first, mirrored ? -1 : 1, 0, 0};
}

}  // namespace

bool IsKnown(const Pass& pass) {
  const auto* warp = std::get_if<WarpMove>(&pass.move);
  if (warp != nullptr && warp->rule == CoordRule::kSciPy) return false;
  const StatisticsAction& statistics = pass.statistics;
  const bool channels = HasKernelOfItsChannels(pass);
  return (channels || !statistics.channel_covariance) && !statistics.tiles &&
         !std::holds_alternative<BranchMove>(pass.move) &&
         !std::holds_alternative<Displacement>(pass.move) &&
         std::all_of(pass.ops.begin(), pass.ops.end(),
                     [&](const PointOp& op) { return IsKnownOp(op, channels); });
}

bool IsSeparable(const Pass& pass) {
  const auto* resample = std::get_if<ResampleAction>(&pass.move);
  return std::holds_alternative<Convolution>(pass.move) ||
         (resample != nullptr && resample->method != ResizeMethod::kNearest);
}

uint64_t RowsBytes(const Pass& pass) {
  return IsSeparable(pass)
             ? static_cast<uint64_t>(pass.in.height * pass.out.width * pass.out.channels) *
                   sizeof(float)
             : 0;
}

DType LoadOf(const Pass& pass) {
  return IsSeparable(pass) || MovesBits(pass) ? DType::kFloat32 : pass.in_dtype;
}

DeviceStore StoreOf(const Pass& pass, DType stored) {
  return MovesBits(pass) ? DeviceStore::kBits32 : static_cast<DeviceStore>(stored);
}

void PassDescriber::Clear() {
  arena_->Clear();
  resize_.reset();
  ops_.Clear();
}

DeviceImage PassDescriber::Describe(const Pass& pass, const ImageStats& stats, DType stored) {
  DeviceImage image;
  image.in_shape = pass.in;
  image.out_shape = pass.out;
  image.height = pass.in.height;
  image.width = pass.in.width;
  if (const auto* warp = std::get_if<WarpMove>(&pass.move)) {
    image.move = DeviceMove::kWarp;
    image.top = warp->top;
    image.left = warp->left;
    image.height = warp->height;
    image.width = warp->width;
    image.map = warp->output_to_window;
    image.interpolation = warp->interpolation;
    image.fill_mode = warp->fill_mode;
    image.rule = warp->rule;
    image.mixes_bytes = SamplesBytes(pass);
    image.fill = FillOf(pass, warp->fill_value);
  } else if (const auto* shuffle = std::get_if<ShuffleMove>(&pass.move)) {
    image.rows = MirroredPick(shuffle->top, pass.out.height, shuffle->flip_rows);
    image.columns = MirroredPick(shuffle->left, pass.out.width, shuffle->flip_columns);
  } else if (IsResize(pass)) {
    const DeviceResize& resize = Resize(pass);
    image.move = DeviceMove::kCombine;
    image.mixes_bytes = resize.bytes;
    image.in_shape = {resize.rows, pass.out.width, pass.out.channels};
    image.top = resize.first_row;
    image.row_taps = resize.row_taps;
    image.fill = FillOfMove(pass.move);
  } else if (const auto* convolution = std::get_if<Convolution>(&pass.move)) {
    image.move = DeviceMove::kCombine;
    image.row_taps = PutWeights(convolution->rows, convolution->blur_weight, pass.in.height);
    image.self_dtype = pass.in_dtype;
    image.self_weight = static_cast<float>(convolution->self_weight);
  } else {
    const auto& move = std::get<ResampleAction>(pass.move);
    image.rows = PutPick(NearestIndices({pass.in.height, move.window_top, move.window_height},
                                        move.height, move.point));
    image.columns = PutPick(NearestIndices({pass.in.width, move.window_left, move.window_width},
                                           move.width, move.point));
    image.fill = FillOf(pass, move.fill_value);
  }
  if (!MovesBits(pass)) PutOps(pass, stats, stored, &image);
  return image;
}

DeviceRows PassDescriber::DescribeRows(const Pass& pass) {
  DeviceRows rows;
  rows.row_values = pass.in.width * pass.in.channels;
  if (!IsResize(pass)) {
    const auto& convolution = std::get<Convolution>(pass.move);
    rows.rows = pass.in.height;
    rows.column_taps = PutWeights(convolution.columns, 1, pass.in.width);
    return rows;
  }
  const DeviceResize& resize = Resize(pass);
  rows.bytes = resize.bytes;
  rows.first_column = resize.first_column;
  rows.first_row = resize.first_row;
  rows.rows = resize.rows;
  rows.column_taps = resize.columns;
  rows.fill = FillOfMove(pass.move);
  return rows;
}

bool PassDescriber::IsResize(const Pass& pass) {
  if (std::holds_alternative<Convolution>(pass.move))
    return ResamplesBytes(pass) && Resize(pass).bytes;
  return IsSeparable(pass);
}

const DeviceResize& PassDescriber::Resize(const Pass& pass) {
  const bool asks_bytes = ResamplesBytes(pass);
  if (resize_ && HasMove(pass, resize_->move) && resize_->in == pass.in &&
      resize_->asks_bytes == asks_bytes)
    return *resize_;
  DeviceResize resize;
  resize.move = SeparableMoveOf(pass);
  resize.in = pass.in;
  resize.asks_bytes = asks_bytes;
  const SeparableAxes axes = MakeSeparableAxes(pass);
  const ResampleTables& tables = axes.floats;
  const std::optional<ByteTables>& bytes = axes.bytes;
  resize.bytes = bytes.has_value();
  resize.first_column = tables.first_column;
  resize.columns = bytes ? PutByteAxis(bytes->columns) : PutAxis(tables.columns);
  resize.row_taps = bytes ? PutByteAxis(bytes->rows) : PutAxis(tables.rows);
  const std::vector<int32_t>& first = bytes ? bytes->rows.first : tables.rows.first;
  const auto count = [&](size_t i) {
    return bytes ? static_cast<int32_t>(bytes->rows.taps) : tables.rows.count[i];
  };
  int64_t begin = pass.in.height, end = 0;
  for (size_t i = 0; i < first.size(); ++i) {
    if (count(i) == 0) continue;
    begin = std::min<int64_t>(begin, first[i]);
    end = std::max<int64_t>(end, first[i] + count(i));
  }
  resize.first_row = std::min(begin, end);
  resize.rows = end - resize.first_row;
  resize_ = resize;
  return *resize_;
}

DeviceAxis PassDescriber::PutAxis(const AxisTable& table) {
  DeviceAxis axis;
  axis.first = arena_->Put(table.first);
  axis.count = arena_->Put(table.count);
  axis.weights = arena_->Put(table.weights);
  axis.outside = arena_->Put(table.outside);
  axis.taps = table.taps;
  return axis;
}

// float32 holds the integers.
DeviceAxis PassDescriber::PutByteAxis(const ByteAxis& axis) {
  AxisTable table;
  table.taps = static_cast<int>(axis.taps);
  table.first = axis.first;
  table.count.assign(axis.first.size(), table.taps);
  table.weights.assign(axis.weights.begin(), axis.weights.end());
  table.outside.assign(axis.first.size(), 0);
  return PutAxis(table);
}

DevicePick PassDescriber::PutPick(const std::vector<int64_t>& indices) {
  DevicePick pick;
  pick.has_table = 1;
  pick.table = arena_->Put(std::vector<int32_t>(indices.begin(), indices.end()));
  return pick;
}

// Scaled in double and rounded once, as RunConvolve() does it.
DeviceAxis PassDescriber::PutWeights(const std::vector<double>& weights, double scale,
                                     int64_t size) {
  std::vector<float> scaled;
  scaled.reserve(weights.size());
  for (const double weight : weights) scaled.push_back(static_cast<float>(weight * scale));
  DeviceAxis axis;
  axis.weights = arena_->Put(scaled);
  axis.taps = static_cast<int32_t>(scaled.size());
  axis.size = size;
  return axis;
}

void PassDescriber::PutOps(const Pass& pass, const ImageStats& stats, DType stored,
                           DeviceImage* image) {
  const RowOps row_ops(PassOps(pass, stats), pass.out, pass.out_dtype);
  std::vector<DeviceOp> ops;
  for (const RowOps::Step& step : row_ops.steps()) {
    ops.push_back(ops_.Describe(step, pass.out));
    image->plain_ops = image->plain_ops && ops.back().kind <= DeviceOpKind::kQuantize;
  }
  if (stored != pass.out_dtype) {
    DeviceOp quantize;
    quantize.kind = DeviceOpKind::kQuantize;
    quantize.dtype = pass.out_dtype;
    ops.push_back(quantize);
  }
  image->ops = arena_->Put(ops);
  image->op_count = static_cast<int32_t>(ops.size());
}

}  // namespace imagepipeline::cuda
