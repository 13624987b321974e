// Makes stages by kind.
#ifndef IMAGEPIPELINE_STAGES_REGISTRY_H_
#define IMAGEPIPELINE_STAGES_REGISTRY_H_

#include <memory>
#include <string>
#include <vector>

#include "core/status.h"
#include "program/program.h"
#include "program/stage.h"

namespace imagepipeline {

// The stage with its common fields set, or null and an E_SPEC error.
std::unique_ptr<Stage> MakeStage(const StageSpec& spec, Status* status);

// All kinds, in the order of the table.
std::vector<std::string> StageKinds();

}  // namespace imagepipeline

#endif  // IMAGEPIPELINE_STAGES_REGISTRY_H_
