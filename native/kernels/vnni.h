// IMAGEPIPELINE_VNNI: whether the target being compiled has vpdpbusd; and what stands in place of
// HWY_BEFORE_NAMESPACE() where it is used. Highway finds AVX3_DL only on a CPU with AVX512-VNNI,
// but does not name it to the compiler. Included again for every target, so without a guard.
#undef IMAGEPIPELINE_VNNI
#undef IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE
#if HWY_TARGET == HWY_AVX3_DL
#define IMAGEPIPELINE_VNNI 1
#define IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE() \
  HWY_PUSH_ATTRIBUTES(HWY_TARGET_STR ",avx512vnni") static_assert(true)
#else
#define IMAGEPIPELINE_VNNI 0
#define IMAGEPIPELINE_BEFORE_VNNI_NAMESPACE() HWY_BEFORE_NAMESPACE()
#endif
