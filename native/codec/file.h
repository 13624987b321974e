// Reads a whole file into a pool block. Never maps it: a mapped file that somebody truncates kills
// the process.
#ifndef IMAGEPIPELINE_CODEC_FILE_H_
#define IMAGEPIPELINE_CODEC_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/status.h"
#include "runtime/pool.h"

namespace imagepipeline {

// Reads the regular file at `path` (UTF-8 or any bytes the system takes). Never blocks on a FIFO or
// a device. E_NOT_FOUND, E_NOT_FILE, E_ACCES, E_EMFILE (worth a retry), E_LINK_LOOP, E_IO, E_ALLOC;
// E_OUTPUT_BYTES above `max_bytes`; E_TRUNCATED when the file shrinks meanwhile. A file that grows
// is read to its end.
Status ReadFile(const std::string& path, uint64_t max_bytes, PoolBlock* block, size_t* size);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CODEC_FILE_H_
