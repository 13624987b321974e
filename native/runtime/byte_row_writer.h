// The rows of a pass that come as uint8, before the point ops: straight into an output of bytes,
// changed there by ByteOps, or on to a RowWriter.
#ifndef IMAGEPIPELINE_RUNTIME_BYTE_ROW_WRITER_H_
#define IMAGEPIPELINE_RUNTIME_BYTE_ROW_WRITER_H_

#include <optional>
#include <vector>

#include "core/image.h"
#include "program/point_op.h"
#include "runtime/byte_ops.h"
#include "runtime/image_view.h"
#include "runtime/row_ops.h"
#include "runtime/row_writer.h"
#include "runtime/scratch.h"
#include "runtime/scratch_slots.h"

namespace imagepipeline {

class ByteRowWriter {
 public:
  // `rows` neighbouring rows may be begun before the first of them ends.
  ByteRowWriter(const std::vector<PointOp>& ops, const MutableImage& out, Scratch* scratch,
                int64_t rows = 1)
      : out_(out), rows_(rows) {
    if (KeptBytes(ops, out) == 0) return;
    if (ByteOps::Fit(ops, out.shape, DType::kUint8, out.dtype)) {
      byte_ops_.emplace(ops, out.shape.channels);
      return;
    }
    ops_.emplace(ops, out.shape, out.dtype);
    writer_.emplace(*ops_, out, scratch);
    const size_t values = static_cast<size_t>(rows) * RowValues(out.shape);
    buffer_ = static_cast<uint8_t*>(scratch->Get(kLoadedSlot, values));
  }
  ByteRowWriter(const ByteRowWriter&) = delete;
  ByteRowWriter& operator=(const ByteRowWriter&) = delete;

  bool ok() const { return !writer_ || (writer_->ok() && buffer_ != nullptr); }
  // Bytes of a row that are gone over again when it ends.
  static size_t KeptBytes(const std::vector<PointOp>& ops, const MutableImage& out) {
    return ops.empty() && out.dtype == DType::kUint8 ? 0 : RowValues(out.shape);
  }

  // Where to put the values of row y.
  uint8_t* Begin(int64_t y) const {
    return writer_ ? buffer_ + static_cast<size_t>(y % rows_) * RowValues(out_.shape)
                   : Row(out_, y);
  }

  void End(int64_t y) const {
    uint8_t* row = Begin(y);
    if (byte_ops_) byte_ops_->Run(row, static_cast<size_t>(out_.shape.width), row);
    if (writer_) writer_->Write(y, row, DType::kUint8);
  }

 private:
  MutableImage out_;
  int64_t rows_;
  std::optional<ByteOps> byte_ops_;
  std::optional<RowOps> ops_;
  std::optional<RowWriter> writer_;
  uint8_t* buffer_ = nullptr;
};

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_RUNTIME_BYTE_ROW_WRITER_H_
