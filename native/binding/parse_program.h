#ifndef IMAGEPIPELINE_BINDING_PARSE_PROGRAM_H_
#define IMAGEPIPELINE_BINDING_PARSE_PROGRAM_H_

#include <napi.h>

#include "program/program.h"

namespace imagepipeline {

// The Program of a plain JavaScript object { fuse, stages: [{ kind, layer, seed?, perBatch?, dtype,
// params }] }.
Program ParseProgram(const Napi::Object& object);

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_BINDING_PARSE_PROGRAM_H_
