#include "cuda/chunk.h"

#include <algorithm>
#include <cstring>

#include "cuda/warp_window.h"

namespace imagepipeline::cuda {

namespace {

// Bytes of one image between two passes; a multiple of any vector's size.
uint64_t BytesBetween(const Pass& pass) {
  const uint64_t bytes = static_cast<uint64_t>(pass.out.ValueCount()) * SizeOf(pass.out_dtype);
  return (bytes + 255) / 256 * 256;
}

uint64_t ImageBytes(const Shape& shape, DType dtype) {
  return static_cast<uint64_t>(shape.ValueCount()) * SizeOf(dtype);
}

}  // namespace

Chunk::Chunk(DeviceCalls* calls, Lane* lane, const CudaBatch& batch, int64_t first, int64_t count)
    : calls_(calls),
      lane_(lane),
      batch_(batch),
      first_(first),
      count_(count),
      works_(static_cast<size_t>(count)),
      describer_(&arena_) {
  for (int64_t i = 0; i < count; ++i) {
    const double* numbers =
        batch.numbers + static_cast<size_t>(first + i) * batch.plan->number_count();
    std::vector<Pass>& passes = works_[static_cast<size_t>(i)].passes;
    passes = BuildPasses(*batch.plan, batch.input_shape, batch.input_dtype, numbers);
    known_ = known_ && std::all_of(passes.begin(), passes.end(), IsKnown);
    steps_ = std::max(steps_, passes.size());
    for (size_t p = 0; p < passes.size(); ++p) {
      rows_bytes_ = std::max(rows_bytes_, RowsBytes(passes[p]));
      if (p + 1 < passes.size()) between_bytes_ = std::max(between_bytes_, BytesBetween(passes[p]));
    }
  }
}

uint64_t Chunk::InputBytes() const { return ImageBytes(batch_.input_shape, batch_.input_dtype); }
uint64_t Chunk::OutputBytes() const { return ImageBytes(batch_.output_shape, batch_.output_dtype); }

int Chunk::Reserve() {
  const auto count = static_cast<uint64_t>(count_);
  int code = lane_->input.Reserve(calls_, false, count * InputBytes());
  if (code == 0) code = lane_->output.Reserve(calls_, false, count * OutputBytes());
  for (Buffer& between : lane_->between) {
    if (code == 0) code = between.Reserve(calls_, false, count * between_bytes_);
  }
  if (code == 0) code = lane_->rows.Reserve(calls_, false, count * rows_bytes_);
  if (code == 0 && !batch_.pinned_input)
    code = lane_->input_host.Reserve(calls_, true, count * InputBytes());
  if (code == 0 && !batch_.pinned_output)
    code = lane_->output_host.Reserve(calls_, true, count * OutputBytes());
  return code;
}

int Chunk::CopyIn() {
  const uint64_t bytes = static_cast<uint64_t>(count_) * InputBytes();
  const uint8_t* input = batch_.input + static_cast<uint64_t>(first_) * InputBytes();
  if (!batch_.pinned_input) {
    std::memcpy(lane_->input_host.data(), input, bytes);
    input = lane_->input_host.data();
  }
  return calls_->Upload(lane_->stream, input, bytes, lane_->input.data());
}

int Chunk::Start() {
  int code = Reserve();
  if (code == 0) code = CopyIn();
  for (size_t step = 0; step < steps_ && code == 0; ++step) {
    code = TakeStatistics(step);
    if (code == 0) QueueGroups(step);
  }
  if (code == 0) code = Flush();
  if (code != 0) return code;
  const uint64_t bytes = static_cast<uint64_t>(count_) * OutputBytes();
  uint8_t* output = batch_.pinned_output
                        ? batch_.output + static_cast<uint64_t>(first_) * OutputBytes()
                        : lane_->output_host.data();
  return calls_->Download(lane_->stream, lane_->output.data(), bytes, output);
}

int Chunk::Finish() {
  const int code = calls_->Wait(lane_->stream);
  if (code != 0 || batch_.pinned_output) return code;
  std::memcpy(batch_.output + static_cast<uint64_t>(first_) * OutputBytes(),
              lane_->output_host.data(), static_cast<uint64_t>(count_) * OutputBytes());
  return 0;
}

// The ops of a pass with statistics are known only when the device has read its input.
int Chunk::TakeStatistics(size_t step) {
  StatisticsBatch statistics;
  for (int64_t i = 0; i < count_; ++i) {
    Work& work = works_[static_cast<size_t>(i)];
    if (step >= work.passes.size() || work.passes[step].statistics_stage == nullptr) continue;
    statistics.Add(work.passes[step], InputOf(i, step), &work.stats);
  }
  if (statistics.empty()) return 0;
  const uint64_t bytes = statistics.bytes();
  int code = lane_->results.Reserve(calls_, false, bytes);
  if (code == 0) code = lane_->results_host.Reserve(calls_, true, bytes);
  if (code != 0) return code;
  statistics.Queue(lane_->results.data(), calls_, lane_->stream, &arena_, &pending_);
  code = Flush();
  if (code != 0) return code;
  code = calls_->Download(lane_->stream, lane_->results.data(), bytes, lane_->results_host.data());
  if (code == 0) code = calls_->Wait(lane_->stream);
  if (code == 0) statistics.Read(lane_->results_host.data());
  return code;
}

void Chunk::QueueGroups(size_t step) {
  std::vector<Group> groups;
  for (int64_t i = 0; i < count_; ++i) {
    if (step < works_[static_cast<size_t>(i)].passes.size()) AddToGroup(&groups, i, step);
  }
  for (Group& group : groups) {
    if (!group.rows.empty()) {
      RowsLaunch launch = group.rows_launch;
      launch.count = static_cast<int64_t>(group.rows.size());
      const uint64_t offset = arena_.Put(group.rows);
      pending_.emplace_back([this, launch, offset](const uint8_t* arena) mutable {
        launch.images = reinterpret_cast<const DeviceRows*>(arena + offset);
        launch.arena = arena;
        return launch.max_rows == 0 ? 0 : calls_->RunRows(lane_->stream, launch);
      });
    }
    PointLaunch launch = group.launch;
    launch.count = static_cast<int64_t>(group.images.size());
    const uint64_t offset = arena_.Put(group.images);
    pending_.emplace_back([this, launch, offset](const uint8_t* arena) mutable {
      launch.images = reinterpret_cast<const DeviceImage*>(arena + offset);
      launch.arena = arena;
      return calls_->RunPoints(lane_->stream, launch);
    });
  }
}

void Chunk::AddToGroup(std::vector<Group>* groups, int64_t i, size_t step) {
  const Work& work = works_[static_cast<size_t>(i)];
  const Pass& pass = work.passes[step];
  const DType load = LoadOf(pass);
  const DType stored = step + 1 == work.passes.size() ? batch_.output_dtype : pass.out_dtype;
  const DeviceStore store = StoreOf(pass, stored);
  const bool separable = IsSeparable(pass);
  DeviceImage image = describer_.Describe(pass, work.stats, stored);
  const bool plain_warp = IsPlainWarp(image, pass.in.channels * static_cast<int64_t>(SizeOf(load)));
  auto group = std::find_if(groups->begin(), groups->end(), [&](const Group& other) {
    return other.launch.load == load && other.launch.store == store &&
           other.launch.plain_warps == plain_warp && other.launch.out_shape == pass.out &&
           !other.rows.empty() == separable &&
           (!separable || other.rows_launch.load == pass.in_dtype);
  });
  if (group == groups->end()) {
    Group made;
    made.launch.load = load;
    made.launch.store = store;
    made.launch.plain_warps = plain_warp;
    made.launch.out_shape = pass.out;
    made.rows_launch.load = pass.in_dtype;
    made.rows_launch.out_width = pass.out.width;
    made.rows_launch.channels = pass.out.channels;
    groups->push_back(std::move(made));
    group = std::prev(groups->end());
  }
  image.in = InputOf(i, step);
  image.out = OutputOf(i, step);
  if (separable) {
    DeviceRows rows = describer_.DescribeRows(pass);
    rows.in = image.self = image.in;
    image.in = lane_->rows.data() + static_cast<uint64_t>(i) * rows_bytes_;
    rows.out =
        reinterpret_cast<float*>(lane_->rows.data() + static_cast<uint64_t>(i) * rows_bytes_);
    group->rows_launch.max_rows = std::max(group->rows_launch.max_rows, rows.rows);
    group->rows.push_back(rows);
  }
  group->images.push_back(image);
}

int Chunk::Flush() {
  if (pending_.empty()) return 0;
  const uint64_t bytes = arena_.bytes().size();
  int code = lane_->arena.Reserve(calls_, false, bytes);
  if (code == 0) code = lane_->arena_host.Reserve(calls_, true, bytes);
  if (code != 0) return code;
  std::memcpy(lane_->arena_host.data(), arena_.bytes().data(), bytes);
  code = calls_->Upload(lane_->stream, lane_->arena_host.data(), bytes, lane_->arena.data());
  for (const auto& launch : pending_) {
    if (code == 0) code = launch(lane_->arena.data());
  }
  pending_.clear();
  describer_.Clear();
  return code;
}

uint8_t* Chunk::InputOf(int64_t i, size_t step) const {
  if (step == 0) return lane_->input.data() + static_cast<uint64_t>(i) * InputBytes();
  return lane_->between[(step - 1) % 2].data() + static_cast<uint64_t>(i) * between_bytes_;
}

uint8_t* Chunk::OutputOf(int64_t i, size_t step) const {
  if (step + 1 == works_[static_cast<size_t>(i)].passes.size())
    return lane_->output.data() + static_cast<uint64_t>(i) * OutputBytes();
  return lane_->between[step % 2].data() + static_cast<uint64_t>(i) * between_bytes_;
}

}  // namespace imagepipeline::cuda
