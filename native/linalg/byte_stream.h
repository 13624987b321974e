// Values in bytes and back. Reading never goes past the end: what is not there is false.
#ifndef IMAGEPIPELINE_LINALG_BYTE_STREAM_H_
#define IMAGEPIPELINE_LINALG_BYTE_STREAM_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace imagepipeline {

static_assert(std::endian::native == std::endian::little, "states are little-endian");

class ByteWriter {
 public:
  void Bytes(const void* data, size_t size) {
    const size_t end = bytes_.size();
    bytes_.resize(end + size);
    if (size > 0) std::memcpy(bytes_.data() + end, data, size);
  }
  template <typename T>
  void Value(T value) {
    Bytes(&value, sizeof value);
  }
  template <typename T>
  void Values(const T* values, size_t count) {
    Bytes(values, count * sizeof(T));
  }
  void Reserve(size_t size) { bytes_.reserve(bytes_.size() + size); }
  std::vector<uint8_t>& bytes() { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

class ByteReader {
 public:
  ByteReader(const uint8_t* data, size_t size) : data_(data), left_(size) {}

  size_t left() const { return left_; }
  // Whether `count` values of `size` bytes each are left.
  bool Holds(uint64_t count, uint64_t size) const { return size == 0 || count <= left_ / size; }

  // The next `size` bytes, or null.
  const uint8_t* Take(size_t size) {
    if (size > left_) return nullptr;
    const uint8_t* taken = data_;
    data_ += size;
    left_ -= size;
    return taken;
  }
  template <typename T>
  bool Values(T* values, size_t count) {
    if (!Holds(count, sizeof(T))) return false;
    std::memcpy(values, Take(count * sizeof(T)), count * sizeof(T));
    return true;
  }
  template <typename T>
  bool Value(T* value) {
    return Values(value, 1);
  }

 private:
  const uint8_t* data_;
  size_t left_;
};

// FNV-1a of 64 bits, eight bytes at a time.
inline uint64_t ChecksumOf(const uint8_t* data, size_t size) {
  constexpr uint64_t kPrime = 0x100000001B3;
  uint64_t hash = 0xCBF29CE484222325;
  for (; size >= 8; data += 8, size -= 8) {
    uint64_t word = 0;
    std::memcpy(&word, data, sizeof word);
    hash = (hash ^ word) * kPrime;
    hash ^= hash >> 29;
  }
  for (; size > 0; ++data, --size) hash = (hash ^ *data) * kPrime;
  return hash;
}

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_LINALG_BYTE_STREAM_H_
