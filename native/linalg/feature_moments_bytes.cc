// A state in bytes: magic, version, sizes, what the store writes, and a checksum of all that.
#include <limits>

#include "linalg/feature_moments.h"

namespace imagepipeline {
namespace {

constexpr uint64_t kMagic = 0x53544E454D4F4D5A;  // "ZMOMENTS"
constexpr uint64_t kVersion = 1;

struct Header {
  uint64_t magic = kMagic;
  uint64_t version = kVersion;
  int64_t features = 0;
  int64_t channels = 0;
  uint64_t dtype = 0;
  int64_t max_samples = 0;
  uint64_t seed = 0;
};

Status ReadHeader(ByteReader* reader, MomentsSpec* spec) {
  Header header;
  if (!reader->Value(&header) || header.magic != kMagic) {
    return {"E_CONFIG", "these bytes are no state of a whitening"};
  }
  if (header.version != kVersion) {
    return {"E_CONFIG", "a state of version " + std::to_string(header.version) +
                            ", which this package does not know"};
  }
  if (header.dtype > static_cast<uint64_t>(DType::kFloat32)) {
    return {"E_CONFIG", "the state has an unknown dtype"};
  }
  *spec = {header.features, header.channels, static_cast<DType>(header.dtype), header.max_samples,
           header.seed};
  return {};
}

}  // namespace

Status FeatureMoments::ToBytes(std::vector<uint8_t>* bytes) {
  Status status = CheckSettled();
  if (!status.ok()) return status;
  ByteWriter writer;
  const MomentsSpec& own = spec();
  writer.Value(Header{.features = own.features,
                      .channels = own.channels,
                      .dtype = static_cast<uint64_t>(own.dtype),
                      .max_samples = own.max_samples,
                      .seed = own.seed});
  status = store_->Write(&writer);
  if (!status.ok()) return status;
  writer.Value(ChecksumOf(writer.bytes().data(), writer.bytes().size()));
  *bytes = std::move(writer.bytes());
  return {};
}

std::unique_ptr<FeatureMoments> FeatureMoments::FromBytes(const uint8_t* data, size_t size,
                                                          Status* status) {
  uint64_t checksum = 0;
  if (size < sizeof(Header) + sizeof checksum) {
    *status = {"E_CONFIG", "these bytes are no state of a whitening"};
    return nullptr;
  }
  const size_t content = size - sizeof checksum;
  std::memcpy(&checksum, data + content, sizeof checksum);
  ByteReader reader(data, content);
  MomentsSpec spec;
  *status = ReadHeader(&reader, &spec);
  if (!status->ok()) return nullptr;
  if (checksum != ChecksumOf(data, content)) {
    *status = {"E_CONFIG", "the state is damaged: its checksum differs"};
    return nullptr;
  }
  std::unique_ptr<FeatureMoments> moments = Create(spec, status);
  if (moments != nullptr) *status = moments->store_->Read(&reader);
  if (status->ok() && reader.left() > 0) *status = {"E_CONFIG", "the state is too long"};
  if (status->ok()) return moments;
  // Sizes that cannot be are damage here.
  if (status->code() != "E_ALLOC") *status = {"E_CONFIG", status->message()};
  return nullptr;
}

}  // namespace imagepipeline
