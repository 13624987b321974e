// A pass of the plan as the device takes it.
#ifndef IMAGEPIPELINE_CUDA_DESCRIBE_PASS_H_
#define IMAGEPIPELINE_CUDA_DESCRIBE_PASS_H_

#include <optional>
#include <vector>

#include "cuda/arena.h"
#include "cuda/describe_ops.h"
#include "cuda/device_pass.h"
#include "program/passes.h"
#include "runtime/axis_table.h"
#include "runtime/byte_axis.h"
#include "runtime/separable_tables.h"

namespace imagepipeline::cuda {

// A separable resize, or a blur of bytes, ready for both of its halves.
struct DeviceResize {
  SeparableMove move;
  Shape in;
  int64_t first_column = 0, first_row = 0, rows = 0;  // the part of the input that is read
  bool asks_bytes = false;                            // ResamplesBytes() of the pass
  bool bytes = false;                                 // and integers serve it
  DeviceAxis columns, row_taps;
};

// Describes passes into one arena. Tables that neighbouring images share are put there once.
class PassDescriber {
 public:
  explicit PassDescriber(Arena* arena) : arena_(arena), ops_(arena) {}

  // Forgets what the arena held.
  void Clear();

  // All but the addresses. `stats` are those of the image that enters a pass with statistics.
  // `stored` is the dtype of the result, or a wider one that holds its values.
  DeviceImage Describe(const Pass& pass, const ImageStats& stats, DType stored);
  // The horizontal half of a pass of which IsSeparable() is true, all but the addresses.
  DeviceRows DescribeRows(const Pass& pass);

 private:
  // Whether both halves of the pass are taken from Resize().
  bool IsResize(const Pass& pass);
  const DeviceResize& Resize(const Pass& pass);
  DeviceAxis PutAxis(const AxisTable& table);
  DeviceAxis PutByteAxis(const ByteAxis& axis);
  DevicePick PutPick(const std::vector<int64_t>& indices);
  DeviceAxis PutWeights(const std::vector<double>& weights, double scale, int64_t size);
  void PutOps(const Pass& pass, const ImageStats& stats, DType stored, DeviceImage* image);

  Arena* arena_;
  OpDescriber ops_;
  std::optional<DeviceResize> resize_;
};

// False for what only the CPU does: tables of tiles, noise,
// displacements, versions of an image, SciPy's coordinates, and colours of 2 or more than 4
// channels.
bool IsKnown(const Pass& pass);

// A resize that computes, or a convolution: its columns first, then its rows.
bool IsSeparable(const Pass& pass);
// Bytes of the float32 rows between its halves, at most.
uint64_t RowsBytes(const Pass& pass);

// How the pass's kernel reads its image and stores its result.
DType LoadOf(const Pass& pass);
DeviceStore StoreOf(const Pass& pass, DType stored);

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_DESCRIBE_PASS_H_
