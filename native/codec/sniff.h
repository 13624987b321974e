// What a file is by its first bytes. Names and extensions are never trusted.
#ifndef IMAGEPIPELINE_CODEC_SNIFF_H_
#define IMAGEPIPELINE_CODEC_SNIFF_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace imagepipeline {

enum class FileKind { kJpeg, kPng, kGif, kWebp, kAvif, kTiff, kBmp, kOther };

FileKind SniffKind(const uint8_t* data, size_t size);

// The first bytes as "89 50 4e 47", for error messages.
std::string FirstBytesInHex(const uint8_t* data, size_t size);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CODEC_SNIFF_H_
