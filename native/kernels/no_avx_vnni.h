// Takes AVX-VNNI away from Highway's own functions, before they are included: what is inlined must
// not have more than where it goes. With it, GCC makes an instruction of a product and a sum that
// is illegal on Ice Lake and Zen 4.
#ifndef IMAGEPIPELINE_KERNELS_NO_AVX_VNNI_H_
#define IMAGEPIPELINE_KERNELS_NO_AVX_VNNI_H_

#include "hwy/base.h"
#include "hwy/detect_compiler_arch.h"

#if HWY_ARCH_X86 && HWY_COMPILER_CLANG
#undef HWY_PUSH_ATTRIBUTES
#define HWY_PUSH_ATTRIBUTES(targets) \
  HWY_PRAGMA(                        \
      clang attribute push(__attribute__((target(targets ",no-avxvnni"))), apply_to = function))
#elif HWY_ARCH_X86 && HWY_COMPILER_GCC
#undef HWY_PUSH_ATTRIBUTES
#define HWY_PUSH_ATTRIBUTES(targets) \
  HWY_PRAGMA(GCC push_options)       \
  HWY_PRAGMA(GCC target targets ",no-avxvnni")
#endif

#endif  // IMAGEPIPELINE_KERNELS_NO_AVX_VNNI_H_
