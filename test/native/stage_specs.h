// Short ways to write the stages of a program, for the tests and for bench/native.
#ifndef IMAGEPIPELINE_TEST_NATIVE_STAGE_SPECS_H_
#define IMAGEPIPELINE_TEST_NATIVE_STAGE_SPECS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "program/program.h"

namespace imagepipeline::test {

using Params = std::map<std::string, ParamValue>;

inline ParamValue Num(std::vector<double> numbers) { return {"", std::move(numbers)}; }
inline ParamValue Word(std::string word) { return {std::move(word), {}}; }

inline StageSpec Spec(std::string kind, Params params, std::string dtype = "float32") {
  StageSpec spec;
  spec.kind = std::move(kind);
  spec.params = std::move(params);
  spec.dtype = std::move(dtype);
  return spec;
}

// The parameters of a warping stage, with how it samples.
inline Params Sampled(Params params, std::string fill_mode = "constant",
                      std::string interpolation = "bilinear", double fill_value = 0) {
  params["fillMode"] = Word(std::move(fill_mode));
  params["interpolation"] = Word(std::move(interpolation));
  params["fillValue"] = Num({fill_value});
  return params;
}

inline StageSpec FlipSpec(bool horizontal, bool vertical, std::string dtype = "input") {
  return Spec("flip",
              {{"random", Num({0})},
               {"horizontal", Num({horizontal ? 1.0 : 0.0})},
               {"vertical", Num({vertical ? 1.0 : 0.0})},
               {"independent", Num({0})}},
              std::move(dtype));
}

inline StageSpec CropSpec(std::string mode, double height, double width,
                          std::string dtype = "input") {
  return Spec("crop",
              {{"mode", Word(std::move(mode))}, {"height", Num({height})}, {"width", Num({width})}},
              std::move(dtype));
}

inline StageSpec RotationSpec(double angle_rad, std::string fill_mode = "constant",
                              std::string interpolation = "bilinear", double fill_value = 0) {
  return Spec("rotation", Sampled({{"angleRad", Num({angle_rad, angle_rad})}}, std::move(fill_mode),
                                  std::move(interpolation), fill_value));
}

inline StageSpec TranslationSpec(double height_factor, double width_factor,
                                 std::string fill_mode = "constant",
                                 std::string interpolation = "bilinear", double fill_value = 0) {
  return Spec("translation", Sampled({{"heightFactor", Num({height_factor, height_factor})},
                                      {"widthFactor", Num({width_factor, width_factor})}},
                                     std::move(fill_mode), std::move(interpolation), fill_value));
}

inline StageSpec ResizeSpec(double height, double width, std::string method = "bilinear",
                            bool antialias = false, std::string aspect = "",
                            double fill_value = 0) {
  return Spec("resize",
              {{"height", Num({height})},
               {"width", Num({width})},
               {"interpolation", Word(std::move(method))},
               {"antialias", Num({antialias ? 1.0 : 0.0})},
               {"cropToAspectRatio", Num({aspect == "crop" ? 1.0 : 0.0})},
               {"padToAspectRatio", Num({aspect == "pad" ? 1.0 : 0.0})},
               {"fillValue", Num({fill_value})}},
              "input");
}

inline StageSpec RescaleSpec(double scale, double offset, std::string dtype = "float32") {
  return Spec("rescale", {{"scale", Num({scale})}, {"offset", Num({offset})}}, std::move(dtype));
}

}  // namespace imagepipeline::test

#endif  // IMAGEPIPELINE_TEST_NATIVE_STAGE_SPECS_H_
