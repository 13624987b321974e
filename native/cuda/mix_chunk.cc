#include "cuda/mix_chunk.h"

#include <cstring>

namespace imagepipeline::cuda {

MixChunk::MixChunk(DeviceCalls* calls, Lane* lane, const CudaMix& mix, int64_t first, int64_t count)
    : calls_(calls),
      lane_(lane),
      mix_(mix),
      first_(first),
      count_(count),
      places_(static_cast<size_t>(mix.input.count), -1) {
  for (int64_t i = first; i < first + count; ++i) {
    const std::vector<MixRegion> regions = RegionsOf(i);
    for (const MixRegion& region : regions) Want(region.source);
    if (!regions.empty()) continue;
    const Blend& blend = (*mix.blends)[static_cast<size_t>(i)];
    Want(blend.own);
    Want(blend.partner);
  }
}

uint64_t MixChunk::InputBytes() const {
  return static_cast<uint64_t>(mix_.input.shape.ValueCount()) * SizeOf(mix_.input.dtype);
}

uint64_t MixChunk::OutputBytes() const {
  return static_cast<uint64_t>(mix_.input.shape.ValueCount()) * SizeOf(mix_.output_dtype);
}

// A blend that takes all of one image is a copy, as in RunBlend().
std::vector<MixRegion> MixChunk::RegionsOf(int64_t i) const {
  const auto at = static_cast<size_t>(i);
  if (mix_.blends->empty()) return (*mix_.regions)[at];
  const Blend& blend = (*mix_.blends)[at];
  const auto weight = static_cast<float>(blend.weight);
  if (weight != 1 && weight != 0 && blend.own != blend.partner) return {};
  const int64_t source = weight == 0 ? blend.partner : blend.own;
  return {{source, 0, 0, mix_.input.shape.height, mix_.input.shape.width, 0, 0}};
}

void MixChunk::Want(int64_t source) {
  if (source == MixRegion::kFill || places_[static_cast<size_t>(source)] >= 0) return;
  places_[static_cast<size_t>(source)] = static_cast<int64_t>(sources_.size());
  sources_.push_back(source);
}

const uint8_t* MixChunk::PlaceOf(int64_t source) const {
  if (source == MixRegion::kFill) return nullptr;
  return lane_->input.data() +
         static_cast<uint64_t>(places_[static_cast<size_t>(source)]) * InputBytes();
}

int MixChunk::Reserve() {
  const uint64_t in = sources_.size() * InputBytes();
  const uint64_t out = static_cast<uint64_t>(count_) * OutputBytes();
  int code = lane_->input.Reserve(calls_, false, in);
  if (code == 0) code = lane_->output.Reserve(calls_, false, out);
  if (code == 0) code = lane_->input_host.Reserve(calls_, true, in);
  if (code == 0) code = lane_->output_host.Reserve(calls_, true, out);
  return code;
}

int MixChunk::CopyIn() {
  if (sources_.empty()) return 0;
  uint8_t* to = lane_->input_host.data();
  for (const int64_t source : sources_) {
    std::memcpy(to, mix_.input.data + static_cast<uint64_t>(source) * InputBytes(), InputBytes());
    to += InputBytes();
  }
  return calls_->Upload(lane_->stream, lane_->input_host.data(), sources_.size() * InputBytes(),
                        lane_->input.data());
}

uint64_t MixChunk::Describe() {
  std::vector<DeviceMix> images;
  for (int64_t i = first_; i < first_ + count_; ++i) {
    DeviceMix image;
    image.out = lane_->output.data() + static_cast<uint64_t>(i - first_) * OutputBytes();
    std::vector<DeviceRegion> regions;
    for (const MixRegion& region : RegionsOf(i)) {
      regions.push_back({PlaceOf(region.source), region.top, region.left, region.height,
                         region.width, region.source_top, region.source_left});
    }
    if (regions.empty()) {
      const Blend& blend = (*mix_.blends)[static_cast<size_t>(i)];
      image.own = PlaceOf(blend.own);
      image.partner = PlaceOf(blend.partner);
      image.weight = static_cast<float>(blend.weight);
      image.partner_weight = 1 - image.weight;
    }
    image.regions = arena_.Put(regions);
    image.region_count = static_cast<int32_t>(regions.size());
    images.push_back(image);
  }
  return arena_.Put(images);
}

int MixChunk::SendArena() {
  const uint64_t bytes = arena_.bytes().size();
  int code = lane_->arena.Reserve(calls_, false, bytes);
  if (code == 0) code = lane_->arena_host.Reserve(calls_, true, bytes);
  if (code != 0) return code;
  std::memcpy(lane_->arena_host.data(), arena_.bytes().data(), bytes);
  return calls_->Upload(lane_->stream, lane_->arena_host.data(), bytes, lane_->arena.data());
}

int MixChunk::Start() {
  int code = Reserve();
  if (code == 0) code = CopyIn();
  if (code != 0) return code;
  const uint64_t offset = Describe();
  code = SendArena();
  if (code != 0) return code;
  MixLaunch launch;
  launch.images = reinterpret_cast<const DeviceMix*>(lane_->arena.data() + offset);
  launch.arena = lane_->arena.data();
  launch.count = count_;
  launch.shape = mix_.input.shape;
  launch.load = mix_.input.dtype;
  launch.result = mix_.input.result;
  launch.store = mix_.output_dtype;
  launch.fill = mix_.fill_value;
  code = calls_->RunMix(lane_->stream, launch);
  if (code != 0) return code;
  return calls_->Download(lane_->stream, lane_->output.data(),
                          static_cast<uint64_t>(count_) * OutputBytes(), lane_->output_host.data());
}

int MixChunk::Finish() {
  const int code = calls_->Wait(lane_->stream);
  if (code != 0) return code;
  std::memcpy(mix_.output + static_cast<uint64_t>(first_) * OutputBytes(),
              lane_->output_host.data(), static_cast<uint64_t>(count_) * OutputBytes());
  return 0;
}

}  // namespace imagepipeline::cuda
