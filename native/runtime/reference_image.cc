#include "runtime/reference_image.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "runtime/image_view.h"

namespace imagepipeline {

namespace {

template <typename T>
double Read(const uint8_t* at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  return static_cast<double>(value);
}

double ReadAs(DType dtype, const uint8_t* at) {
  switch (dtype) {
    case DType::kUint8:
      return Read<uint8_t>(at);
    case DType::kUint16:
      return Read<uint16_t>(at);
    case DType::kInt32:
      return Read<int32_t>(at);
    case DType::kFloat32:
      return Read<float>(at);
  }
  return 0;
}

template <typename T>
void Write(double value, uint8_t* at) {
  const T typed = static_cast<T>(value);
  std::memcpy(at, &typed, sizeof(T));
}

void WriteAs(DType dtype, double value, uint8_t* at) {
  const double quantized = Quantized(value, dtype);
  switch (dtype) {
    case DType::kUint8:
      return Write<uint8_t>(quantized, at);
    case DType::kUint16:
      return Write<uint16_t>(quantized, at);
    case DType::kInt32:
      return Write<int32_t>(quantized, at);
    case DType::kFloat32:
      return Write<float>(quantized, at);
  }
}

}  // namespace

double Quantized(double value, DType dtype) {
  if (dtype == DType::kFloat32) return value;
  if (std::isnan(value)) return 0;
  const double lo = dtype == DType::kInt32 ? INT32_MIN : 0;
  const double hi = dtype == DType::kInt32    ? INT32_MAX
                    : dtype == DType::kUint16 ? UINT16_MAX
                                              : UINT8_MAX;
  return std::nearbyint(std::clamp(value, lo, hi));
}

DoubleImage Load(const ConstImage& in) {
  DoubleImage image(in.shape);
  const size_t row_values = RowValues(in.shape);
  for (int64_t y = 0; y < in.shape.height; ++y) {
    for (size_t i = 0; i < row_values; ++i) {
      image.values[static_cast<size_t>(y) * row_values + i] =
          ReadAs(in.dtype, Row(in, y) + i * SizeOf(in.dtype));
    }
  }
  return image;
}

void Store(const DoubleImage& image, const MutableImage& out) {
  for (size_t i = 0; i < image.values.size(); ++i) {
    WriteAs(out.dtype, image.values[i], out.data + i * SizeOf(out.dtype));
  }
}

}  // namespace imagepipeline
