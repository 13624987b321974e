// Fields of displacements: what they are made of, where they read, and where they show a point.
#include "program/displacement.h"

#include <algorithm>
#include <cmath>

#include "kernels/normal.h"
#include "plan_support.h"
#include "program/map_points.h"
#include "program/passes.h"
#include "runtime/displacement_field.h"

namespace imagepipeline::test {
namespace {

StageSpec ElasticSpec(std::string fill_mode = "nearest", std::string interpolation = "bilinear",
                      std::string dtype = "float32") {
  return Spec(
      "elastic",
      Sampled({{"factor", Num({1, 1})}, {"scale", Num({1, 1})}, {"valueRange", Num({0, 255})}},
              std::move(fill_mode), std::move(interpolation)),
      std::move(dtype));
}

// Of an image of this size, for a strength and a word of noise.
Displacement DisplacementOf(const Shape& shape, double distortion, double noise) {
  const std::unique_ptr<Plan> plan = MakePlan({ElasticSpec()});
  const double numbers[] = {1, distortion, noise, 7};
  const std::vector<Pass> passes = BuildPasses(*plan, shape, DType::kFloat32, numbers);
  return std::get<Displacement>(passes[0].move);
}

TEST(DisplacementSplitsIntoWholeAndFraction) {
  int32_t whole = 0;
  float fraction = 0;
  const auto split = [&](int64_t index, float displacement) {
    SplitDisplaced(index, displacement, &whole, &fraction);
  };
  split(10, 2.25f);
  CHECK(whole == 12 && fraction == .25f);
  split(10, -2.25f);
  CHECK(whole == 7 && fraction == .75f);
  split(10, -3);
  CHECK(whole == 7 && fraction == 0);
  split(10, 0);
  CHECK(whole == 10 && fraction == 0);
  // Rounds up to a whole pixel.
  split(10, -1e-9f);
  CHECK(whole == 10 && fraction == 0);
  split(int64_t{1} << 30, 1e30f);
  CHECK(whole == (1 << 30) + (1 << 29) && fraction == 0);
  split(0, -1e30f);
  CHECK(whole == -(1 << 29) && fraction == 0);
}

TEST(DisplacementFieldIsSmoothedNoise) {
  const Shape shape = {23, 41, 3};
  // sigma = 0.05 * 23, alpha = 4.1: 7 taps.
  const Displacement displacement = DisplacementOf(shape, 1, 5);
  const double sigma = .05 * 23;
  CHECK_EQ(displacement.weights.size(), size_t{7});
  CHECK_NEAR(displacement.gain, 4.1 * sigma, 1e-12);
  double taps[7], sum = 0;
  for (int t = 0; t < 7; ++t) sum += taps[t] = std::exp(-(t - 3) * (t - 3) / (2 * sigma * sigma));
  const std::vector<float> field = DisplacementValues(displacement, shape.height, shape.width);
  CHECK_EQ(field.size(), size_t{2 * 23 * 41});
  for (int64_t y = 0; y < 23; ++y) {
    for (int64_t x = 0; x < 41; ++x) {
      double expected[2] = {0, 0};
      for (int64_t v = std::max<int64_t>(y - 3, 0); v <= std::min<int64_t>(y + 3, 22); ++v) {
        for (int64_t u = std::max<int64_t>(x - 3, 0); u <= std::min<int64_t>(x + 3, 40); ++u) {
          for (int64_t axis = 0; axis < 2; ++axis) {
            const double noise = NormalAt({5, 7}, v, static_cast<uint64_t>(2 * u + axis));
            expected[axis] += 4.1 * sigma * taps[v - y + 3] * taps[u - x + 3] / sum / sum * noise;
          }
        }
      }
      for (int64_t axis = 0; axis < 2; ++axis)
        CHECK_NEAR(field[static_cast<size_t>(2 * (y * 41 + x) + axis)], expected[axis], 1e-5);
    }
  }
}

// The least distance from what a place of the plane shows to the point, over a fine grid.
double BruteForce(const DisplacementField& field, Point wanted, Point* best) {
  double least = 1e30;
  constexpr int kFine = 8;
  for (int64_t j = 0; j <= (field.height - 1) * kFine; ++j) {
    for (int64_t i = 0; i <= (field.width - 1) * kFine; ++i) {
      const double x = static_cast<double>(i) / kFine, y = static_cast<double>(j) / kFine;
      const int64_t left = std::min(i / kFine, field.width - 2);
      const int64_t top = std::min(j / kFine, field.height - 2);
      const double fx = x - static_cast<double>(left), fy = y - static_cast<double>(top);
      double shown[2] = {x, y};
      for (int axis = 0; axis < 2; ++axis) {
        shown[axis] += (1 - fx) * (1 - fy) * field.At(left, top)[axis] +
                       fx * (1 - fy) * field.At(left + 1, top)[axis] +
                       (1 - fx) * fy * field.At(left, top + 1)[axis] +
                       fx * fy * field.At(left + 1, top + 1)[axis];
      }
      const double miss = std::hypot(shown[0] - wanted.x, shown[1] - wanted.y);
      if (miss >= least) continue;
      least = miss;
      *best = {x, y};
    }
  }
  return least;
}

// What the place shows, for a place inside.
Point Shown(const DisplacementField& field, Point at) {
  const double column = std::clamp(at.x, 0.0, static_cast<double>(field.width - 1));
  const double row = std::clamp(at.y, 0.0, static_cast<double>(field.height - 1));
  const auto left = std::min(static_cast<int64_t>(column), field.width - 2);
  const auto top = std::min(static_cast<int64_t>(row), field.height - 2);
  const double fx = column - static_cast<double>(left), fy = row - static_cast<double>(top);
  double shown[2] = {at.x, at.y};
  for (int axis = 0; axis < 2; ++axis) {
    shown[axis] += (1 - fx) * (1 - fy) * field.At(left, top)[axis] +
                   fx * (1 - fy) * field.At(left + 1, top)[axis] +
                   (1 - fx) * fy * field.At(left, top + 1)[axis] +
                   fx * fy * field.At(left + 1, top + 1)[axis];
  }
  return {shown[0], shown[1]};
}

TEST(DisplacedPointIsTheInverseOfTheField) {
  const Shape shapes[] = {{40, 40, 1}, {30, 60, 1}, {17, 90, 1}};
  for (const Shape& shape : shapes) {
    for (const double strength : {.3, 1.0}) {
      const std::vector<float> values =
          DisplacementValues(DisplacementOf(shape, strength, 11), shape.height, shape.width);
      const DisplacementField field = {values.data(), shape.height, shape.width};
      for (int i = 0; i < 12; ++i) {
        const Point wanted = {(i * 7 % 12 + .3) / 12 * static_cast<double>(shape.width - 1),
                              (i + .6) / 12 * static_cast<double>(shape.height - 1)};
        const Point at = DisplacedPoint(field, wanted);
        const Point shown = Shown(field, at);
        const double miss = std::hypot(shown.x - wanted.x, shown.y - wanted.y);
        Point best;
        // Never worse than a search of the whole image in steps of 1/8 pixel.
        CHECK(miss <= BruteForce(field, wanted, &best) + 1e-4);
        // Outside the image the edge goes on, so there is a place for every point.
        CHECK(miss <= 1.01e-4);
      }
    }
  }
}

TEST(DisplacedPointOutsideMovesWithTheEdge) {
  const std::vector<float> values = {1, 2, 1, 2, 1, 2, 1, 2};
  const DisplacementField field = {values.data(), 2, 2};
  const Point at = DisplacedPoint(field, {-5, 30});
  CHECK_NEAR(at.x, -6, 1e-4);
  CHECK_NEAR(at.y, 28, 1e-4);
  const std::vector<float> one = {-.5f, .25f};
  const Point only = DisplacedPoint({one.data(), 1, 1}, {0, 0});
  CHECK_NEAR(only.x, .5, 1e-4);
  CHECK_NEAR(only.y, -.25, 1e-4);
}

TEST(PointMapFollowsTheImageThroughADisplacement) {
  // Every pixel holds its own place, so the image says where the field reads.
  constexpr size_t kSide = 64;
  const Shape shape = {kSide, kSide, 2};
  std::vector<float> places;
  for (size_t i = 0; i < kSide * kSide; ++i) {
    places.insert(places.end(), {static_cast<float>(i % kSide), static_cast<float>(i / kSide)});
  }
  const std::unique_ptr<Plan> plan = MakePlan({ElasticSpec()});
  const std::vector<double> numbers = {1, 1, 3, 4};
  const std::vector<double> seen = RunNumbers(*plan, Image(shape, places), numbers).Values();
  const PointMap map(*plan, shape, DType::kFloat32, numbers.data(), DisplacementValues);
  int same = 0, count = 0;
  Box hull = {1e9, 1e9, -1e9, -1e9};
  for (size_t y = 0; y < kSide; ++y) {
    for (size_t x = 0; x < kSide; ++x) {
      const double* source = &seen[(y * kSide + x) * 2];
      const double px = static_cast<double>(x) + .5, py = static_cast<double>(y) + .5;
      if (source[0] > 19.5 && source[0] < 39.5 && source[1] > 14.5 && source[1] < 44.5) {
        hull = {std::min(hull.x1, px), std::min(hull.y1, py), std::max(hull.x2, px),
                std::max(hull.y2, py)};
      }
      // Coordinates at the edge are those of several pixels.
      if (x < 8 || y < 8 || x >= kSide - 8 || y >= kSide - 8 || (x + y) % 5 != 0) continue;
      const MappedPoint mapped = map.MapPoint({source[0] + .5, source[1] + .5});
      CHECK(mapped.visible);
      ++count;
      same += std::hypot(mapped.at.x - px, mapped.at.y - py) < 1e-2 ? 1 : 0;
    }
  }
  // The rest shows the same place a second time, where the field folds.
  CHECK(same > count * 9 / 10);
  CHECK(same < count);
  // A box becomes the hull of its bent outline.
  const MappedBox box = map.MapBox({20, 15, 40, 45}, true);
  CHECK_NEAR(box.box.x1, hull.x1, 1.5);
  CHECK_NEAR(box.box.y1, hull.y1, 1.5);
  CHECK_NEAR(box.box.x2, hull.x2, 1.5);
  CHECK_NEAR(box.box.y2, hull.y2, 1.5);
  CHECK_NEAR(box.visibility, 1, 1e-6);
}

TEST(MasksReadTheVeryFieldOfTheirImages) {
  const Shape shape = {21, 34, 1};
  const std::unique_ptr<Plan> plan = MakePlan({ElasticSpec("constant", "bilinear")});
  const std::unique_ptr<Plan> picking = MakePlan({ElasticSpec("constant", "nearest", "input")});
  const std::vector<double> numbers = {1, 1, 123456, 4e9};
  std::vector<uint8_t> pixels(21 * 34);
  for (size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<uint8_t>(1 + i % 200);
  const TestImage image = Image(shape, pixels);
  const std::vector<double> wanted = RunNumbers(*picking, image, numbers).Values();
  for (const ExecutorKind executor : {ExecutorKind::kFused, ExecutorKind::kReference}) {
    TestImage out(shape, DType::kUint8);
    Scratch scratch;
    const MaskedImage masked = {shape, DType::kFloat32, 0};
    const Status status =
        ExecuteMask(executor, *plan, masked, image.View(), numbers.data(), out.Target(), &scratch);
    CHECK_EQ(status.message(), std::string());
    CHECK(out.Values() == wanted);
  }
  // Class numbers beyond float32's whole numbers stay exact.
  std::vector<int32_t> classes(21 * 34);
  for (size_t i = 0; i < classes.size(); ++i) classes[i] = 16777217 + 2 * static_cast<int32_t>(i);
  TestImage out(shape, DType::kInt32);
  Scratch scratch;
  const MaskedImage masked = {shape, DType::kFloat32, 1};
  CHECK(ExecuteMask(ExecutorKind::kFused, *plan, masked, Image(shape, classes).View(),
                    numbers.data(), out.Target(), &scratch)
            .ok());
  for (const int32_t value : out.As<int32_t>()) CHECK(value % 2 != 0);
}

TEST(DisplacementsAreAPassOfTheirOwn) {
  const std::unique_ptr<Plan> plan =
      MakePlan({FlipSpec(true, false), ElasticSpec(), RescaleSpec(2, 0), RotationSpec(.1)});
  const std::vector<double> numbers = {1, 0, 1, 1, 2, 3, .1};
  CHECK_EQ(DescribePasses(*plan, {20, 30, 3}, DType::kUint8, numbers.data()),
           std::string("flip 1 stage -> 20x30; store uint8\n"
                       "displace bilinear nearest 2 stages -> 20x30; clamp; channel affine; store "
                       "float32\n"
                       "warp bilinear constant 1 stage -> 20x30; store float32"));
}

}  // namespace
}  // namespace imagepipeline::test
