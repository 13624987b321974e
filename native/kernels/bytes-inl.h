// Bytes looked up in tables of 256, one table per channel.
#if defined(IMAGEPIPELINE_KERNELS_BYTES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef IMAGEPIPELINE_KERNELS_BYTES_INL_H_
#undef IMAGEPIPELINE_KERNELS_BYTES_INL_H_
#else
#define IMAGEPIPELINE_KERNELS_BYTES_INL_H_
#endif

#include <cstring>

#include "hwy/highway.h"
#include "kernels/kernel_table.h"
#include "kernels/scalar_bytes.h"

HWY_BEFORE_NAMESPACE();
namespace imagepipeline {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using TableTag = hn::ScalableTag<uint8_t>;
using TableVector = hn::Vec<TableTag>;

#if HWY_TARGET == HWY_AVX3_DL

// VBMI picks from 128 bytes at once: a vector takes 2 picks and a blend.
class ByteTable {
 public:
  HWY_INLINE explicit ByteTable(const uint8_t* table) {
    for (size_t i = 0; i < 4; ++i) quarters_[i] = _mm512_loadu_si512(table + 64 * i);
  }
  HWY_INLINE TableVector LookUp(TableVector bytes) const {
    const __m512i low = _mm512_permutex2var_epi8(quarters_[0], bytes.raw, quarters_[1]);
    const __m512i high = _mm512_permutex2var_epi8(quarters_[2], bytes.raw, quarters_[3]);
    return TableVector{_mm512_mask_blend_epi8(_mm512_movepi8_mask(bytes.raw), low, high)};
  }

 private:
  __m512i quarters_[4];
};

// A table per channel, of 2 to 4: all lanes through every table.
template <size_t kChannels>
class ByteTables {
 public:
  HWY_INLINE explicit ByteTables(const uint8_t* tables)
      : first_(tables),
        second_(tables + 256),
        third_(tables + 256 * (2 % kChannels)),
        fourth_(tables + 256 * (3 % kChannels)) {
    for (size_t phase = 0; phase < kChannels; ++phase) {
      for (size_t lane = 0; lane < 64; ++lane)
        lanes_[phase][(64 * phase + lane) % kChannels] |= __mmask64{1} << lane;
    }
  }
  // Lane l belongs to channel (64 * phase + l) % kChannels.
  HWY_INLINE TableVector LookUp(TableVector bytes, size_t phase) const {
    const __mmask64* lanes = lanes_[phase];
    __m512i result = first_.LookUp(bytes).raw;
    result = _mm512_mask_mov_epi8(result, lanes[1], second_.LookUp(bytes).raw);
    if constexpr (kChannels > 2)
      result = _mm512_mask_mov_epi8(result, lanes[2], third_.LookUp(bytes).raw);
    if constexpr (kChannels > 3)
      result = _mm512_mask_mov_epi8(result, lanes[3], fourth_.LookUp(bytes).raw);
    return TableVector{result};
  }

 private:
  ByteTable first_, second_, third_, fourth_;
  __mmask64 lanes_[kChannels][kChannels] = {};
};

#else

// Picks from the 16 rows of the table in turn. What is not of a row must add nothing: where a byte
// is too small for a row the pick is 0, and where it is too large it is what the rows so far share,
// so that rows hold their difference to the one before; or 0 too, on ARM.
class ByteTable {
 public:
  HWY_INLINE explicit ByteTable(const uint8_t* table) {
    const TableTag du;
    for (size_t i = 0; i < 16; ++i) {
      alignas(16) uint8_t row[16];
      const bool is_first = i % 8 == 0 || !HWY_ARCH_X86;
      for (size_t k = 0; k < 16; ++k)
        row[k] = is_first ? table[16 * i + k]
                          : static_cast<uint8_t>(table[16 * i + k] ^ table[16 * (i - 1) + k]);
      hn::Store(hn::LoadDup128(du, row), du, rows_[i]);
    }
  }
  HWY_INLINE TableVector LookUp(TableVector bytes) const {
    const auto upper = hn::Xor(bytes, hn::Set(TableTag(), 0x80));
    return hn::Or(LookUpHalf(bytes, 0), LookUpHalf(upper, 8));
  }

 private:
  // Of bytes below 128 in 8 rows; 0 of the others, which stay negative.
  HWY_INLINE TableVector LookUpHalf(TableVector bytes, size_t first) const {
    const TableTag du;
    const hn::RebindToSigned<TableTag> di;
    TableVector result = hn::TableLookupBytesOr0(hn::Load(du, rows_[first]), bytes);
    for (size_t i = first + 1; i < first + 8; ++i) {
      bytes = hn::BitCast(du, hn::SaturatedSub(hn::BitCast(di, bytes), hn::Set(di, 16)));
      result = hn::Xor(result, hn::TableLookupBytesOr0(hn::Load(du, rows_[i]), bytes));
    }
    return result;
  }

  alignas(64) uint8_t rows_[16][HWY_LANES(uint8_t)];
};

// A byte of every channel at a time.
template <size_t kChannels>
HWY_INLINE void LookUpPixels(const uint8_t* in, size_t pixels, const uint8_t* tables,
                             uint8_t* out) {
  for (size_t pixel = 0; pixel < pixels; ++pixel, in += kChannels, out += kChannels) {
    for (size_t c = 0; c < kChannels; ++c) out[c] = tables[c * 256 + in[c]];
  }
}

#endif  // HWY_TARGET

// look_up(bytes, index of the vector) of all vectors, the last one filled up with zeros.
template <class LookUp>
HWY_INLINE void LookUpVectors(const uint8_t* in, size_t count, const LookUp& look_up,
                              uint8_t* out) {
  const TableTag du;
  constexpr size_t kLanes = HWY_LANES(uint8_t);
  size_t vector = 0;
  for (; (vector + 1) * kLanes <= count; ++vector) {
    const size_t i = vector * kLanes;
    hn::StoreU(look_up(hn::LoadU(du, in + i), vector), du, out + i);
  }
  const size_t done = vector * kLanes;
  if (done == count) return;
  alignas(64) uint8_t last[kLanes] = {};
  std::memcpy(last, in + done, count - done);
  hn::Store(look_up(hn::Load(du, last), vector), du, last);
  std::memcpy(out + done, last, count - done);
}

template <size_t kChannels>
HWY_INLINE void LookUpByChannel(const uint8_t* in, size_t pixels, const uint8_t* tables,
                                uint8_t* out) {
#if HWY_TARGET == HWY_AVX3_DL
  const ByteTables<kChannels> set(tables);
  size_t phase = 0;
  LookUpVectors(
      in, pixels * kChannels,
      [&](TableVector bytes, size_t) HWY_ATTR {
        const TableVector result = set.LookUp(bytes, phase);
        phase = phase + 1 == kChannels ? 0 : phase + 1;
        return result;
      },
      out);
#else
  LookUpPixels<kChannels>(in, pixels, tables, out);
#endif
}

// Whether the table's entries are 255 less their index, which is sooner subtracted than looked up
// (0.84 of the time, in the second cache).
HWY_INLINE bool IsInversion(const uint8_t* table) {
  const TableTag du;
  bool is_inversion = true;
  for (size_t i = 0; i < 256; i += HWY_LANES(uint8_t)) {
    const auto inverted = hn::Not(hn::Iota(du, static_cast<uint8_t>(i)));
    is_inversion = is_inversion && hn::AllTrue(du, hn::Eq(hn::LoadU(du, table + i), inverted));
  }
  return is_inversion;
}

void LookUpBytes(const uint8_t* in, size_t pixels, int64_t channels, const uint8_t* tables,
                 uint8_t* out) {
  const auto count = static_cast<size_t>(channels);
  if (count == 2) return LookUpByChannel<2>(in, pixels, tables, out);
  if (count == 3) return LookUpByChannel<3>(in, pixels, tables, out);
  if (count == 4) return LookUpByChannel<4>(in, pixels, tables, out);
  if (count == 1 && IsInversion(tables)) {
    return LookUpVectors(
        in, pixels, [](TableVector bytes, size_t) HWY_ATTR { return hn::Not(bytes); }, out);
  }
  if (count == 1) {
    const ByteTable table(tables);
    return LookUpVectors(
        in, pixels, [&](TableVector bytes, size_t) HWY_ATTR { return table.LookUp(bytes); }, out);
  }
  imagepipeline::LookUpBytes(in, pixels, channels, tables, out);
}

}  // namespace HWY_NAMESPACE
}  // namespace imagepipeline
HWY_AFTER_NAMESPACE();

#endif  // IMAGEPIPELINE_KERNELS_BYTES_INL_H_
