// One pass on many images in plain numbers, as the host describes it to the device. Everything of
// variable length lies in one arena; an offset counts bytes from its start.
#ifndef IMAGEPIPELINE_CUDA_DEVICE_PASS_H_
#define IMAGEPIPELINE_CUDA_DEVICE_PASS_H_

#include <cstdint>

#include "core/bins.h"
#include "core/border.h"
#include "core/image.h"
#include "core/matrix.h"
#include "core/tf_coords.h"

namespace imagepipeline::cuda {

enum class DeviceMove : int32_t {
  kWarp,     // coordinates through `map`
  kPick,     // rows and columns chosen by `rows` and `columns`
  kCombine,  // the vertical half of a separable resize, from float32 rows
};

// Output index i reads input index origin + direction * i, or entry i of an int32 table in the
// arena, where kFillIndex reads the fill value.
struct DevicePick {
  int64_t origin = 0;
  int32_t direction = 1;
  int32_t has_table = 0;
  uint64_t table = 0;
};

// An AxisTable in the arena; or, where `size` is not 0, the odd number of weights that all outputs
// of a convolution share. They are centred on the output, and those outside 0..size - 1 do not
// count.
struct DeviceAxis {
  uint64_t first = 0, count = 0;      // int32 per output
  uint64_t weights = 0, outside = 0;  // float32: taps per output, one per output
  int32_t taps = 0;
  int64_t size = 0;
};

struct DeviceImage {
  const uint8_t* in = nullptr;
  uint8_t* out = nullptr;
  Shape in_shape, out_shape;
  DeviceMove move = DeviceMove::kPick;
  float fill = 0;
  // kWarp: a window of the input, and the map from output pixels to it.
  Interpolation interpolation = Interpolation::kBilinear;
  FillMode fill_mode = FillMode::kConstant;
  CoordRule rule = CoordRule::kExact;
  bool mixes_bytes = false;  // kWarp: SamplesBytes() of the pass; kCombine: as kernels/byte_axis.h
  int64_t top = 0, left = 0, height = 0, width = 0;
  Matrix3 map;
  DevicePick rows, columns;  // kPick
  DeviceAxis row_taps;       // kCombine
  // kCombine: added last to the sum, where self_weight is not 0: a value of this image.
  const uint8_t* self = nullptr;
  DType self_dtype = DType::kFloat32;
  float self_weight = 0;
  uint64_t ops = 0;  // DeviceOp[op_count]
  int32_t op_count = 0;
  bool plain_ops = true;  // all of kinds up to kQuantize
};

// Those of PointOp::Kind. Usual passes need the first four alone, which have kernels that do not
// carry the registers of the others.
enum class DeviceOpKind : int32_t {
  kChannelAffine,
  kPixelAffine,
  kClamp,
  kQuantize,
  kChannelClamp,
  kChannelMatrix,
  kColor,
  kSolarize,
  kPosterize,
  kChannelTable,
  kPillowBrightness,
  kFill
};

// Four floats, so that the device reads a channel's numbers at once.
struct alignas(16) ChannelNumbers {
  float center = 0, scale = 0, bias = 0, unused = 0;
};

struct DeviceOp {
  DeviceOpKind kind = DeviceOpKind::kClamp;
  DType dtype = DType::kFloat32;     // kQuantize
  float lo = 0, hi = 0;              // kClamp
  uint64_t channels = 0;             // kChannelAffine: ChannelNumbers per channel
  uint64_t centers = 0, scales = 0;  // kPixelAffine: float32 per value of the image
  // kChannelClamp: ChannelRange per channel; kChannelMatrix: double centers, matrix and biases;
  // kColor, kSolarize, kPosterize, kPillowBrightness: their rule; else a struct from below.
  uint64_t rule = 0;
};

struct ChannelRange {
  float lo = 0, hi = 0;
};

// kChannelTable: of every channel whether it changes, and the entries of its bins.
struct DeviceTable {
  BinRule rule;
  uint64_t changes = 0;  // int32 per channel
  uint64_t entries = 0;  // float32
};

// kFill: a value per channel inside an area of an image of `width` columns.
struct DeviceFill {
  int64_t top = 0, left = 0, bottom = 0, right = 0;
  int64_t width = 0;
  uint64_t values = 0;  // float32
};

// How a pass stores: as a dtype, or 32 bits as they are.
enum class DeviceStore : int32_t { kUint8, kUint16, kInt32, kFloat32, kBits32 };

// Images of one output shape through the same pass.
struct PointLaunch {
  const DeviceImage* images = nullptr;  // device memory
  const uint8_t* arena = nullptr;       // device memory
  int64_t count = 0;
  DType load = DType::kFloat32;
  DeviceStore store = DeviceStore::kFloat32;
  bool plain_warps = false;  // IsPlainWarp() is true of every image
  Shape out_shape;
};

// The horizontal half of a separable resize: rows [first_row, first_row + rows) of each image, to
// float32.
struct DeviceRows {
  const uint8_t* in = nullptr;
  float* out = nullptr;
  int64_t row_values = 0;    // of the input
  int64_t first_column = 0;  // of the window's part inside the input
  int64_t first_row = 0, rows = 0;
  DeviceAxis column_taps;
  float fill = 0;
  bool bytes = false;  // to what kernels/byte_axis.h has between the halves
};

struct RowsLaunch {
  const DeviceRows* images = nullptr;  // device memory
  const uint8_t* arena = nullptr;      // device memory
  int64_t count = 0;
  int64_t max_rows = 0;  // of any image
  int64_t out_width = 0, channels = 0;
  DType load = DType::kFloat32;
};

// Statistics of each image as it enters a pass. Lanes as in kernels/kernel_table.h; the results are
// added up on the host.
struct DeviceStatistics {
  const uint8_t* in = nullptr;
  double* sums = nullptr;      // one per lane
  double* squares = nullptr;   // one per lane, about `mean`
  float* lows = nullptr;       // one per lane
  float* highs = nullptr;      // one per lane
  float* nans = nullptr;       // one per lane: 1 where it has a NaN
  double* products = nullptr;  // ProductLanes() per pair of channels, about their means
};

struct StatisticsLaunch {
  const DeviceStatistics* images = nullptr;  // device memory
  int64_t count = 0;
  Shape shape;
  DType load = DType::kFloat32;
  bool moments = false, covariance = false;

  bool operator==(const StatisticsLaunch&) const = default;
};

// Values per bin: rule.count + 1 for each channel, the last for NaN.
struct DeviceHistogram {
  const uint8_t* in = nullptr;
  uint32_t* counts = nullptr;
};

struct HistogramLaunch {
  const DeviceHistogram* images = nullptr;  // device memory
  int64_t count = 0;
  Shape shape;
  DType load = DType::kFloat32;
  BinRule rule;

  bool operator==(const HistogramLaunch&) const = default;
};

// A MixRegion of runtime/mix.h; without a source it is the fill value.
struct DeviceRegion {
  const uint8_t* source = nullptr;
  int64_t top = 0, left = 0, height = 0, width = 0;
  int64_t source_top = 0, source_left = 0;
};

// Regions in their order, or where there are none own * weight + partner * partner_weight.
struct DeviceMix {
  const uint8_t* own = nullptr;
  const uint8_t* partner = nullptr;
  uint8_t* out = nullptr;
  float weight = 1, partner_weight = 0;
  uint64_t regions = 0;  // DeviceRegion[region_count] in the arena
  int32_t region_count = 0;
};

struct MixLaunch {
  const DeviceMix* images = nullptr;  // device memory
  const uint8_t* arena = nullptr;     // device memory
  int64_t count = 0;
  Shape shape;
  // Of the images, of the results, and how those are stored: as they are or in a wider dtype.
  DType load = DType::kFloat32, result = DType::kFloat32, store = DType::kFloat32;
  float fill = 0;
};

// Rows times a PanelMatrix: out[i][j] = the sum over k < depth of left(i, k) * right(k, j). The
// left side is `images` less `mean`, or where there are none `values`. Everything is device memory.
struct ProductLaunch {
  const uint8_t* images = nullptr;
  const double* mean = nullptr;  // `features` of them
  DType load = DType::kFloat32;  // of the images
  const float* values = nullptr;
  const float* right = nullptr;  // panels of 48 columns with right_rows rows
  int64_t right_rows = 0;
  bool transposed = false;       // right(k, j) is row j, column k
  const float* gains = nullptr;  // if any: a column's sums times its gain
  bool adds_images = false;      // the sum begins with base_gain * (image - mean)
  float base_gain = 0;
  int64_t rows = 0, depth = 0, columns = 0, features = 0;
  float* out = nullptr;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_DEVICE_PASS_H_
