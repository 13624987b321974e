// One pass on many images in plain numbers, as the host describes it to the device. Everything of
// variable length lies in one arena; an offset counts bytes from its start.
#ifndef IMAGEPIPELINE_CUDA_DEVICE_PASS_H_
#define IMAGEPIPELINE_CUDA_DEVICE_PASS_H_

#include <cstdint>

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

// An AxisTable in the arena.
struct DeviceAxis {
  uint64_t first = 0, count = 0;      // int32 per output
  uint64_t weights = 0, outside = 0;  // float32: taps per output, one per output
  int32_t taps = 0;
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
  uint64_t ops = 0;          // DeviceOp[op_count]
  int32_t op_count = 0;
};

enum class DeviceOpKind : int32_t { kChannelAffine, kPixelAffine, kClamp, kQuantize };

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
  double* sums = nullptr;     // one per lane
  double* squares = nullptr;  // one per lane, about `mean`
  float* lows = nullptr;      // one per lane
  float* highs = nullptr;     // one per lane
};

struct StatisticsLaunch {
  const DeviceStatistics* images = nullptr;  // device memory
  int64_t count = 0;
  Shape shape;
  DType load = DType::kFloat32;
  bool moments = false;
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_DEVICE_PASS_H_
