// What the CUDA path reaches on this machine, as JSON:
// - the fused kernel (warp, normalise, store) against the device's own copy, by bytes per second;
// - whole batches from pinned and from ordinary memory against the copies that they need;
// - the whitening of images of 32x32x3, and the fit of one.
// Every result is compared with the CPU before it is timed.
#include <cuda_runtime.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "cuda/batch.h"
#include "cuda/describe_pass.h"
#include "cuda/driver.h"
#include "cuda/warp_window.h"
#include "fit_row.h"
#include "plan_support.h"
#include "timing.h"
#include "whiten_row.h"

extern "C" const imagepipeline::cuda::Api* imagepipeline_cuda_get_api(uint32_t abi_version);

namespace imagepipeline::test {
namespace {

using cuda::Driver;

uint8_t* DeviceMemory(size_t bytes) {
  void* memory = nullptr;
  Must(cudaMalloc(&memory, bytes));
  return static_cast<uint8_t*>(memory);
}

uint8_t* PinnedMemory(size_t bytes) {
  void* memory = nullptr;
  Must(cudaHostAlloc(&memory, bytes, cudaHostAllocDefault));
  return static_cast<uint8_t*>(memory);
}

// Bytes per second of a device-to-device copy, reads and writes counted.
double CopyGBs(cudaStream_t stream) {
  constexpr size_t kBytes = size_t{1} << 30;
  uint8_t* from = DeviceMemory(kBytes);
  uint8_t* to = DeviceMemory(kBytes);
  Must(cudaMemset(from, 1, kBytes));
  const double ms = DeviceMs(
      stream, [&] { Must(cudaMemcpyAsync(to, from, kBytes, cudaMemcpyDeviceToDevice, stream)); });
  Must(cudaFree(from));
  Must(cudaFree(to));
  return 2.0 * kBytes / ms / 1e6;
}

// One batch: random turns, zooms and flips, then a normalisation.
struct Job {
  std::unique_ptr<Plan> plan;
  Shape shape;
  DType out_dtype;
  int64_t count;
  std::vector<double> numbers;
  std::vector<uint8_t> pixels;

  Job(int64_t size, int64_t images, bool floats) : shape{size, size, 3}, count(images) {
    StageSpec flip = FlipSpec(true, false);
    flip.params["random"] = Num({1});
    StageSpec rotation = Spec("rotation", Sampled({{"angleRad", Num({-.63, .63})}}, "reflect"));
    StageSpec zoom = Spec(
        "zoom", Sampled({{"heightFactor", Num({-.2, .2})}, {"widthFactor", Num({})}}, "reflect"));
    std::vector<StageSpec> stages = {flip, rotation, zoom};
    if (floats) {
      stages.push_back(Spec("normalize", {{"mean", Num({123.7, 116.3, 103.5})},
                                          {"variance", Num({3411, 3262, 3290})},
                                          {"shape", Num({1, 1, 3})},
                                          {"invert", Num({0})}}));
    } else {
      for (StageSpec& stage : stages) stage.dtype = "input";
    }
    out_dtype = floats ? DType::kFloat32 : DType::kUint8;
    plan = MakePlan(stages);
    if (plan == nullptr) std::exit(1);
    numbers.resize(static_cast<size_t>(count) * plan->number_count());
    for (int64_t i = 0; i < count; ++i) {
      CallKey key;
      key.key.seed = 7;
      key.key.index = static_cast<uint64_t>(i);
      static_cast<void>(plan->Draw(shape, key, Numbers(i)));
    }
    pixels.resize(static_cast<size_t>(shape.ValueCount() * count));
    uint64_t state = 1;
    for (uint8_t& pixel : pixels) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      pixel = static_cast<uint8_t>(state >> 56);
    }
  }

  double* Numbers(int64_t i) {
    return numbers.data() + static_cast<size_t>(i) * plan->number_count();
  }
  size_t InBytes() const { return pixels.size(); }
  size_t OutBytes() const { return pixels.size() * SizeOf(out_dtype); }

  Status Run(Driver* driver, const uint8_t* input, uint8_t* output, int64_t images, bool pinned) {
    cuda::CudaBatch batch;
    batch.plan = plan.get();
    batch.input = input;
    batch.input_shape = batch.output_shape = shape;
    batch.output = output;
    batch.output_dtype = out_dtype;
    batch.count = images;
    batch.numbers = numbers.data();
    batch.pinned_input = batch.pinned_output = pinned;
    return cuda::RunBatch(driver, batch);
  }

  // Whether images 0 and count - 1 are what the CPU makes of them.
  bool IsRight(const uint8_t* output) {
    const size_t in_bytes = InBytes() / static_cast<size_t>(count);
    const size_t out_bytes = OutBytes() / static_cast<size_t>(count);
    std::vector<uint8_t> expected(out_bytes);
    Scratch scratch;
    for (const int64_t i : {int64_t{0}, count - 1}) {
      const auto at = static_cast<size_t>(i);
      const Status status =
          Execute(ExecutorKind::kFused, *plan,
                  {pixels.data() + at * in_bytes, DType::kUint8, shape, shape.width * 3},
                  Numbers(i), {expected.data(), out_dtype, shape}, &scratch);
      if (!status.ok() || std::memcmp(expected.data(), output + at * out_bytes, out_bytes) != 0)
        return false;
    }
    return true;
  }
};

// The kernel alone, its images and parameters on the device.
double KernelMs(Driver* driver, Job* job, cudaStream_t stream) {
  uint8_t* in = DeviceMemory(job->InBytes());
  uint8_t* out = DeviceMemory(job->OutBytes());
  Must(cudaMemcpy(in, job->pixels.data(), job->InBytes(), cudaMemcpyHostToDevice));
  cuda::Arena arena;
  cuda::PassDescriber describer(&arena);
  std::vector<cuda::DeviceImage> images;
  for (int64_t i = 0; i < job->count; ++i) {
    const std::vector<Pass> passes =
        BuildPasses(*job->plan, job->shape, DType::kUint8, job->Numbers(i));
    images.push_back(describer.Describe(passes[0], ImageStats(), job->out_dtype));
    images.back().in =
        in + static_cast<size_t>(i) * (job->InBytes() / static_cast<size_t>(job->count));
    images.back().out =
        out + static_cast<size_t>(i) * (job->OutBytes() / static_cast<size_t>(job->count));
  }
  const uint64_t offset = arena.Put(images);
  uint8_t* parameters = DeviceMemory(arena.bytes().size());
  Must(cudaMemcpy(parameters, arena.bytes().data(), arena.bytes().size(), cudaMemcpyHostToDevice));
  cuda::PointLaunch launch;
  launch.images = reinterpret_cast<const cuda::DeviceImage*>(parameters + offset);
  launch.arena = parameters;
  launch.count = job->count;
  launch.load = DType::kUint8;
  launch.store = static_cast<cuda::DeviceStore>(job->out_dtype);
  launch.plain_warps = std::ranges::all_of(
      images, [&](const auto& image) { return cuda::IsPlainWarp(image, job->shape.channels); });
  launch.out_shape = job->shape;
  const double ms = DeviceMs(
      stream, [&] { Must(static_cast<cudaError_t>(driver->calls().RunPoints(stream, launch))); });
  std::vector<uint8_t> result(job->OutBytes());
  Must(cudaMemcpy(result.data(), out, result.size(), cudaMemcpyDeviceToHost));
  Must(cudaFree(in));
  Must(cudaFree(out));
  Must(cudaFree(parameters));
  return job->IsRight(result.data()) ? ms : -1;
}

// The copies of a batch and nothing else, both directions at once.
double CopiesMs(const Job& job, const uint8_t* input, uint8_t* output) {
  uint8_t* in = DeviceMemory(job.InBytes());
  uint8_t* out = DeviceMemory(job.OutBytes());
  cudaStream_t up, down;
  Must(cudaStreamCreate(&up));
  Must(cudaStreamCreate(&down));
  const double ms = HostMs(9, [&] {
    Must(cudaMemcpyAsync(in, input, job.InBytes(), cudaMemcpyHostToDevice, up));
    Must(cudaMemcpyAsync(output, out, job.OutBytes(), cudaMemcpyDeviceToHost, down));
    Must(cudaStreamSynchronize(up));
    Must(cudaStreamSynchronize(down));
  });
  Must(cudaStreamDestroy(up));
  Must(cudaStreamDestroy(down));
  Must(cudaFree(in));
  Must(cudaFree(out));
  return ms;
}

void KernelRow(Driver* driver, int64_t size, bool floats, double copy_gbs, cudaStream_t stream) {
  Job job(size, 256, floats);
  const double ms = KernelMs(driver, &job, stream);
  const double gbs = static_cast<double>(job.InBytes() + job.OutBytes()) / ms / 1e6;
  std::printf(
      "  {\"kernel\": \"uint8 to %s\", \"size\": %ld, \"batch\": 256, \"ms\": %.4f, "
      "\"GBs\": %.0f, \"ofCopy\": %.3f},\n",
      floats ? "float32" : "uint8", static_cast<long>(size), ms, gbs, gbs / copy_gbs);
}

void EndToEndRow(Driver* driver, int64_t size) {
  Job job(size, 256, true);
  uint8_t* input = PinnedMemory(job.InBytes());
  uint8_t* output = PinnedMemory(job.OutBytes());
  std::memcpy(input, job.pixels.data(), job.InBytes());
  const double copies = CopiesMs(job, input, output);
  std::memset(output, 0, job.OutBytes());
  bool ok = true;
  const double ms =
      HostMs(9, [&] { ok = ok && job.Run(driver, input, output, job.count, true).ok(); });
  ok = ok && job.IsRight(output);
  std::printf(
      "  {\"endToEnd\": \"pinned\", \"size\": %ld, \"batch\": 256, \"ms\": %.3f, \"copiesMs\": "
      "%.3f, \"ofCopies\": %.3f, \"right\": %s},\n",
      static_cast<long>(size), ms, copies, copies / ms, ok ? "true" : "false");
  Must(cudaFreeHost(input));
  Must(cudaFreeHost(output));
}

// From and to ordinary memory, as calls from JavaScript run.
void OrdinaryRows(Driver* driver, int64_t size) {
  Job job(size, 256, true);
  std::vector<uint8_t> output(job.OutBytes());
  for (const int64_t images : {1, 4, 16, 64, 256}) {
    bool ok = true;
    const double ms = HostMs(9, [&] {
      ok = ok && job.Run(driver, job.pixels.data(), output.data(), images, false).ok();
    });
    ok = ok && (images < job.count || job.IsRight(output.data()));
    std::printf(
        "  {\"endToEnd\": \"ordinary\", \"size\": %ld, \"batch\": %ld, \"ms\": %.3f, \"right\": "
        "%s},\n",
        static_cast<long>(size), static_cast<long>(images), ms, ok ? "true" : "false");
  }
}

int Main(bool kernels_only) {
  Driver& driver = Driver::Get();
  driver.Use(imagepipeline_cuda_get_api);
  if (!driver.available()) {
    std::fprintf(stderr, "%s\n", driver.reason().c_str());
    return 1;
  }
  cudaStream_t stream;
  Must(cudaStreamCreate(&stream));
  const double copy_gbs = CopyGBs(stream);
  std::printf("[\n  {\"device\": \"%s\", \"driver\": %d, \"runtime\": %d, \"copyGBs\": %.0f},\n",
              driver.info().name, driver.info().driver_version, driver.info().runtime_version,
              copy_gbs);
  for (const int64_t size : {224, 512}) {
    KernelRow(&driver, size, true, copy_gbs, stream);
    KernelRow(&driver, size, false, copy_gbs, stream);
    if (kernels_only) continue;
    EndToEndRow(&driver, size);
    OrdinaryRows(&driver, size);
  }
  if (!kernels_only) {
    WhitenRow(&driver);
    FitRow(&driver);
  }
  std::printf("  {\"end\": true}\n]\n");
  return 0;
}

}  // namespace
}  // namespace imagepipeline::test

// cuda_bench [kernels]
int main(int argc, char** argv) {
  return imagepipeline::test::Main(argc > 1 && std::string(argv[1]) == "kernels");
}
