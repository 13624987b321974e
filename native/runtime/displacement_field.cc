#include "runtime/displacement_field.h"

#include <new>

#include "kernels/kernel_table.h"
#include "runtime/fused_passes.h"
#include "runtime/image_view.h"
#include "runtime/row_ops.h"
#include "runtime/scratch_slots.h"

namespace imagepipeline {

DisplacementField MakeDisplacementField(const Displacement& displacement, int64_t height,
                                        int64_t width, Scratch* scratch) {
  // Two channels: dx and dy.
  const Shape shape = {height, width, 2};
  MutableImage noise = {nullptr, DType::kFloat32, shape};
  MutableImage field = noise;
  noise.data = static_cast<uint8_t*>(scratch->Get(kNoiseSlot, noise.SizeBytes()));
  field.data = static_cast<uint8_t*>(scratch->Get(kFieldSlot, field.SizeBytes()));
  if (noise.data == nullptr || field.data == nullptr) return {};
  for (int64_t y = 0; y < height; ++y) {
    Kernels().normals(displacement.noise_key, y, 0, RowValues(shape),
                      reinterpret_cast<float*>(Row(noise, y)));
  }
  const Convolution smoothing = {displacement.weights, displacement.weights, 0, displacement.gain};
  const RowOps no_ops({}, shape, DType::kFloat32);
  if (!RunConvolve(smoothing, AsConst(noise), field, no_ops, scratch).ok()) return {};
  return {reinterpret_cast<const float*>(field.data), height, width};
}

std::vector<float> DisplacementValues(const Displacement& displacement, int64_t height,
                                      int64_t width) {
  Scratch scratch;
  const DisplacementField field = MakeDisplacementField(displacement, height, width, &scratch);
  if (field.values == nullptr) throw std::bad_alloc();  // as the vector would
  return {field.values, field.values + 2 * height * width};
}

}  // namespace imagepipeline
