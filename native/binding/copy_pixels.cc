#include "binding/copy_pixels.h"

#include <cstring>
#include <memory>

#include "binding/block_wrap.h"
#include "binding/convert.h"
#include "runtime/widen.h"

namespace imagepipeline {

void CopyPixels(const Napi::CallbackInfo& info) {
  std::shared_ptr<BlockMemory> keep_source, keep_target;
  const ByteSpan source = ReadableBytes(info[0], &keep_source);
  const DType source_dtype = DTypeOf(info[1]);
  const ByteSpan target = WritableBytes(info[2], &keep_target);
  const DType target_dtype = DTypeOf(info[3]);
  const auto offset = static_cast<uint64_t>(info[4].As<Napi::Number>().Int64Value());
  const size_t count = source.size / SizeOf(source_dtype);
  const size_t room = target.size / SizeOf(target_dtype);
  if (offset > room || count > room - offset) {
    throw MakeError(info.Env(), Status("E_BOUNDS", "native: the pixels do not fit"));
  }
  if (count == 0) return;
  uint8_t* out = target.data + offset * SizeOf(target_dtype);
  if (source_dtype == target_dtype) {
    std::memmove(out, source.data, count * SizeOf(source_dtype));
  } else if (CanWiden(source_dtype, target_dtype)) {
    Widen(source.data, source_dtype, count, out);
  } else {
    throw MakeError(info.Env(), Status("E_DTYPE", "native: no such conversion"));
  }
}

}  // namespace imagepipeline
