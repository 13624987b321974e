#include "runtime/resize_kernel.h"

#include <numbers>

#include "program/portable_math.h"

namespace imagepipeline {

namespace {

float Keys(float x) {
  if (x < 1) return (1.5f * x - 2.5f) * x * x + 1;
  return x < 2 ? ((-0.5f * x + 2.5f) * x - 4) * x + 2 : 0;
}

float Mitchell(float x) {
  if (x < 1) return (7.0f / 6 * x - 2) * x * x + 8.0f / 9;
  return x < 2 ? ((-7.0f / 18 * x + 2) * x - 10.0f / 3) * x + 16.0f / 9 : 0;
}

float Lanczos(double radius, float x) {
  if (x > radius) return 0;
  if (x <= 1e-3f) return 1;
  const double angle = std::numbers::pi * x;
  return static_cast<float>(radius * PortableSinCos(angle).sin *
                            PortableSinCos(angle / radius).sin / (angle * angle));
}

float Gaussian(float x) { return x >= 1.5f ? 0 : static_cast<float>(PortableExp(-2.0 * x * x)); }

}  // namespace

float KernelRadius(ResizeMethod method) {
  switch (method) {
    case ResizeMethod::kBicubic:
    case ResizeMethod::kMitchell:
      return 2;
    case ResizeMethod::kLanczos3:
      return 3;
    case ResizeMethod::kLanczos5:
      return 5;
    case ResizeMethod::kGaussian:
      return 1.5f;
    default:
      return 1;
  }
}

float KernelWeight(ResizeMethod method, float x) {
  switch (method) {
    case ResizeMethod::kBicubic:
      return Keys(x);
    case ResizeMethod::kMitchell:
      return Mitchell(x);
    case ResizeMethod::kLanczos3:
      return Lanczos(3, x);
    case ResizeMethod::kLanczos5:
      return Lanczos(5, x);
    case ResizeMethod::kGaussian:
      return Gaussian(x);
    default:
      return x < 1 ? 1 - x : 0;
  }
}

}  // namespace imagepipeline
