// IMAGEPIPELINE_VNNI: whether the target being compiled has vpdpbusd. AVX3_DL has: Highway finds it
// only on a CPU with AVX512-VNNI. Versions of Highway up to 1.0 name AVX-VNNI to the compiler
// instead, which Ice Lake and Zen 4 lack; so the features are named here. Included behind
// hwy/highway.h and again for every target, so without a guard; see no_avx_vnni.h too.
#undef IMAGEPIPELINE_VNNI
#if HWY_TARGET == HWY_AVX3_DL
#define IMAGEPIPELINE_VNNI 1
#ifndef HWY_TARGET_STR_AVX3_DL
#undef HWY_TARGET_STR
#define HWY_TARGET_STR                                               \
  HWY_TARGET_STR_AVX3                                                \
  ",vpclmulqdq,avx512vbmi,avx512vbmi2,vaes,avx512vnni,avx512bitalg," \
  "avx512vpopcntdq,no-avxvnni"
#endif
#else
#define IMAGEPIPELINE_VNNI 0
#endif
