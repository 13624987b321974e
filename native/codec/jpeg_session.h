// libjpeg behind calls that return false instead of exiting. libjpeg reports an error by a jump out
// of its C code (setjmp/longjmp); the jump starts and lands inside jpeg_session.cc, where no C++
// object can be skipped.
#ifndef IMAGEPIPELINE_CODEC_JPEG_SESSION_H_
#define IMAGEPIPELINE_CODEC_JPEG_SESSION_H_

#include <csetjmp>
#include <cstddef>
#include <cstdint>

// clang-format off: jpeglib.h needs size_t and FILE before it
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include "core/status.h"

namespace imagepipeline {

enum class JpegFault : uint8_t {
  kNone,
  kTruncated,
  kCorrupt,
  kTooManyScans,
  kHeader,
  kUnsupported,
  kAlloc
};

// One decode. Plain data on purpose (see above); JpegSessionGuard frees what libjpeg holds.
struct JpegSession {
  jpeg_error_mgr errors;  // first, so that libjpeg's pointer to it is a pointer to the session
  jpeg_progress_mgr progress;
  jpeg_decompress_struct decoder;
  jmp_buf jump;
  const uint8_t* data;
  size_t size;
  JSAMPROW* rows;
  int row_count;
  bool in_scan;
  bool accept_truncated;
  bool truncated;  // the data ended early; with accept_truncated the decode still goes on
  JpegFault fault;
  int message_code;
  int message_number;  // first number of libjpeg's message, such as the precision
  char text[JMSG_LENGTH_MAX];
};

// Each step answers false on failure; JpegSessionStatus then says why. After a failure only the end
// is allowed.
bool JpegReadHeaderStep(JpegSession* session, const uint8_t* data, size_t size);
bool JpegStartStep(JpegSession* session);
bool JpegReadRowsStep(JpegSession* session, JSAMPROW* rows, int row_count);
bool JpegFinishStep(JpegSession* session);

Status JpegSessionStatus(const JpegSession& session);

// Owns a session for the length of a scope.
class JpegSessionGuard {
 public:
  JpegSessionGuard() : session_{} {}
  JpegSessionGuard(const JpegSessionGuard&) = delete;
  JpegSessionGuard& operator=(const JpegSessionGuard&) = delete;
  ~JpegSessionGuard() { jpeg_destroy_decompress(&session_.decoder); }
  JpegSession* get() { return &session_; }

 private:
  JpegSession session_;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_CODEC_JPEG_SESSION_H_
