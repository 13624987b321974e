#include "codec/jpeg_session.h"

#include <jerror.h>

#include <string>

namespace imagepipeline {
namespace {

// A progressive file of few bytes can ask for thousands of passes over the whole image. Encoders
// write about ten.
constexpr int kMaxScans = 500;

JpegFault FaultOfError(const JpegSession& session) {
  switch (session.errors.msg_code) {
    case JERR_OUT_OF_MEMORY:
      return JpegFault::kAlloc;
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_ARITH_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
      return JpegFault::kUnsupported;
    default:
      return session.in_scan ? JpegFault::kCorrupt : JpegFault::kHeader;
  }
}

[[noreturn]] void Fail(j_common_ptr common, JpegFault fault) {
  auto* session = reinterpret_cast<JpegSession*>(common->err);
  session->fault = fault;
  session->message_code = common->err->msg_code;
  session->message_number = common->err->msg_parm.i[0];
  common->err->format_message(common, session->text);
  longjmp(session->jump, 1);
}

void OnError(j_common_ptr common) {
  Fail(common, FaultOfError(*reinterpret_cast<JpegSession*>(common->err)));
}

// What is wrong with a comment or a profile, or junk before the picture starts, does not change its
// pixels.
bool IsHarmless(const JpegSession& session) {
  const int code = session.errors.msg_code;
  return !session.in_scan || code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM ||
         code == JWRN_BOGUS_ICC;
}

// libjpeg goes on after a warning with invented pixels, so a warning about the picture ends the
// decode.
void OnMessage(j_common_ptr common, int level) {
  if (level >= 0) return;  // traces
  auto* session = reinterpret_cast<JpegSession*>(common->err);
  if (common->err->msg_code == JWRN_JPEG_EOF) {
    session->truncated = true;
    if (!session->accept_truncated || !session->in_scan) Fail(common, JpegFault::kTruncated);
    return;
  }
  // Once the data has ended, further warnings only repeat that.
  if (session->truncated || IsHarmless(*session)) return;
  Fail(common, JpegFault::kCorrupt);
}

void OnOutput(j_common_ptr) {}  // the library prints nothing

void OnProgress(j_common_ptr common) {
  if (reinterpret_cast<j_decompress_ptr>(common)->input_scan_number > kMaxScans) {
    Fail(common, JpegFault::kTooManyScans);
  }
}

// The only setjmp: runs `step`, whose locals are plain data, and answers whether it returned.
bool RunStep(JpegSession* session, void (*step)(JpegSession*)) {
  if (setjmp(session->jump) != 0) return false;
  step(session);
  return true;
}

void ReadHeader(JpegSession* session) {
  jpeg_create_decompress(&session->decoder);
  session->decoder.progress = &session->progress;
  jpeg_mem_src(&session->decoder, session->data, static_cast<unsigned long>(session->size));
  jpeg_save_markers(&session->decoder, JPEG_APP0 + 1, 0xffff);
  jpeg_read_header(&session->decoder, TRUE);
}

void Start(JpegSession* session) { jpeg_start_decompress(&session->decoder); }

void ReadRows(JpegSession* session) {
  int done = 0;
  while (done < session->row_count) {
    const JDIMENSION got = jpeg_read_scanlines(&session->decoder, session->rows + done,
                                               static_cast<JDIMENSION>(session->row_count - done));
    done += static_cast<int>(got);
    if (got == 0) ERREXIT(&session->decoder, JERR_INPUT_EOF);
  }
}

void Finish(JpegSession* session) { jpeg_finish_decompress(&session->decoder); }

std::string UnsupportedText(const JpegSession& session) {
  if (session.message_code == JERR_BAD_PRECISION) {
    return std::to_string(session.message_number) + "-bit JPEG is not supported, only 8-bit";
  }
  if (session.message_code != JERR_SOF_UNSUPPORTED) {
    return std::string("this JPEG is not supported: ") + session.text;
  }
  switch (session.message_number) {
    case 0xc3:
    case 0xcb:
      return "lossless JPEG is not supported";
    case 0xc5:
    case 0xc6:
    case 0xc7:
    case 0xcd:
    case 0xce:
    case 0xcf:
      return "hierarchical JPEG is not supported";
    default:
      return std::string("this JPEG is not supported: ") + session.text;
  }
}

std::string TruncatedText(const JpegSession& session) {
  const std::string bytes = std::to_string(session.size);
  if (!session.in_scan) return "the file ends after " + bytes + " bytes, inside the JPEG header";
  return "the file ends after " + bytes + " bytes, at row " +
         std::to_string(session.decoder.output_scanline) + " of " +
         std::to_string(session.decoder.output_height);
}

}  // namespace

bool JpegReadHeaderStep(JpegSession* session, const uint8_t* data, size_t size) {
  session->data = data;
  session->size = size;
  session->decoder.err = jpeg_std_error(&session->errors);
  session->errors.error_exit = OnError;
  session->errors.emit_message = OnMessage;
  session->errors.output_message = OnOutput;
  session->progress.progress_monitor = OnProgress;
  return RunStep(session, ReadHeader);
}

bool JpegStartStep(JpegSession* session) {
  session->in_scan = true;
  return RunStep(session, Start);
}

bool JpegReadRowsStep(JpegSession* session, JSAMPROW* rows, int row_count) {
  session->rows = rows;
  session->row_count = row_count;
  return RunStep(session, ReadRows);
}

bool JpegFinishStep(JpegSession* session) { return RunStep(session, Finish); }

Status JpegSessionStatus(const JpegSession& session) {
  switch (session.fault) {
    case JpegFault::kNone:
      return Status();
    case JpegFault::kTruncated:
      return Status("E_TRUNCATED", TruncatedText(session));
    case JpegFault::kCorrupt:
      return Status("E_CORRUPT", std::string("the JPEG data is damaged: ") + session.text);
    case JpegFault::kTooManyScans:
      return Status("E_CORRUPT", "the JPEG has more than " + std::to_string(kMaxScans) + " scans");
    case JpegFault::kHeader:
      return Status("E_HEADER", std::string("the JPEG header is invalid: ") + session.text);
    case JpegFault::kUnsupported:
      return Status("E_UNSUPPORTED", UnsupportedText(session));
    case JpegFault::kAlloc:
      return Status("E_ALLOC", "no memory for decoding this JPEG");
  }
  return Status();
}

}  // namespace imagepipeline
