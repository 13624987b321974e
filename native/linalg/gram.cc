#include "linalg/gram.h"

#include <string>

#include "core/with_type.h"
#include "linalg/byte_products.h"
#include "linalg/centred_tiles.h"
#include "linalg/parallel.h"

namespace imagepipeline {
namespace {

// Holds N^2 * pixels * sums of products: 15, 22 and 54 bits, and two for their sum.
__extension__ using Wide = __int128;

Status NoMemoryForProducts(size_t rows) {
  return {"E_ALLOC", "no memory for the products of " + std::to_string(rows) + " images"};
}

// Sums of products of raw values, feature block by feature block.
Status RawProducts(const MomentsSpec& spec, const std::vector<const uint8_t*>& rows,
                   TriangleTiles<int64_t>* products) {
  constexpr size_t kDepth = 4096;
  BytePanels panels;
  if (!products->Allocate(rows.size()) || !panels.Allocate(spec.dtype, rows.size(), kDepth)) {
    return NoMemoryForProducts(rows.size());
  }
  for (size_t first = 0; first < spec.Features(); first += kDepth) {
    panels.PackAlong(rows.data(), first, spec.Features());
    RunOnAllCores(TriangleTileCount(rows.size()), [&](size_t share, size_t shares) {
      const TileRange tiles = ShareOfTiles(rows.size(), share, shares);
      for (size_t tile = tiles.first; tile < tiles.end; ++tile)
        panels.AddTile(tile, products->tile(tile));
    });
  }
  return {};
}

// What centring takes off: the product of images a and b about the means is
// (scale * product - rows * (shift[a] + shift[b]) + rest) / scale, all of them integers.
struct Centring {
  Wide scale;
  std::vector<Wide> shift;
  Wide rest = 0;
};

// Means of features are sums / N, so N^2 is the scale and a shift is a row of the products.
Centring CentreFeatures(size_t rows, const TriangleTiles<int64_t>& products) {
  Centring centring = {Wide{static_cast<int64_t>(rows)} * static_cast<int64_t>(rows),
                       std::vector<Wide>(rows, 0)};
  products.ForEachRun([&](size_t i, size_t j, size_t count, const int64_t* values) {
    for (size_t k = 0; k < count; ++k) {
      centring.shift[i] += values[k];
      if (j + k != i) centring.shift[j + k] += values[k];
    }
  });
  for (const Wide shift : centring.shift) centring.rest += shift;
  return centring;
}

// Means of channels are sums / (N * pixels).
template <typename T>
Centring CentreChannels(const MomentsSpec& spec, const std::vector<const uint8_t*>& rows) {
  const auto channels = static_cast<size_t>(spec.channels);
  const auto n = static_cast<int64_t>(rows.size());
  std::vector<int64_t> own(rows.size() * channels, 0), totals(channels, 0);
  for (size_t a = 0; a < rows.size(); ++a) {
    const T* row = reinterpret_cast<const T*>(rows[a]);
    for (size_t i = 0; i < spec.Features(); ++i) own[a * channels + i % channels] += row[i];
    for (size_t c = 0; c < channels; ++c) totals[c] += own[a * channels + c];
  }
  Centring centring = {Wide{n} * n * (spec.features / spec.channels),
                       std::vector<Wide>(rows.size(), 0)};
  for (size_t c = 0; c < channels; ++c) {
    centring.rest += Wide{totals[c]} * totals[c];
    for (size_t a = 0; a < rows.size(); ++a)
      centring.shift[a] += Wide{totals[c]} * own[a * channels + c];
  }
  return centring;
}

// The rows' own mean, or that of their channel.
template <typename T>
void SetMeans(const MomentsSpec& spec, const std::vector<const uint8_t*>& rows, bool per_feature,
              double* mean) {
  const auto channels = static_cast<size_t>(spec.channels);
  const size_t features = spec.Features();
  const auto n = static_cast<double>(rows.size());
  std::fill_n(mean, features, 0.0);
  for (const uint8_t* bytes : rows) {
    const T* row = reinterpret_cast<const T*>(bytes);
    for (size_t i = 0; i < features; ++i) mean[i] += static_cast<double>(row[i]);
  }
  if (per_feature) {
    for (size_t i = 0; i < features; ++i) mean[i] /= n;
  } else {
    std::vector<double> totals(channels, 0);
    for (size_t i = 0; i < features; ++i) totals[i % channels] += mean[i];
    const size_t pixels = features / channels;
    for (size_t i = 0; i < features; ++i)
      mean[i] = totals[i % channels] / n / static_cast<double>(pixels);
  }
}

template <typename T>
Status IntegerGram(const MomentsSpec& spec, const std::vector<const uint8_t*>& rows,
                   bool per_feature, double* matrix) {
  TriangleTiles<int64_t> products;
  Status status = RawProducts(spec, rows, &products);
  if (!status.ok()) return status;
  const Centring centring =
      per_feature ? CentreFeatures(rows.size(), products) : CentreChannels<T>(spec, rows);
  const auto n = static_cast<int64_t>(rows.size());
  const double divisor = static_cast<double>(centring.scale) * static_cast<double>(n);
  products.ForEachRun([&](size_t i, size_t j, size_t count, const int64_t* values) {
    for (size_t k = 0; k < count; ++k) {
      const Wide exact = centring.scale * values[k] -
                         n * (centring.shift[i] + centring.shift[j + k]) + centring.rest;
      matrix[i * rows.size() + j + k] = static_cast<double>(exact) / divisor;
    }
  });
  return {};
}

template <typename T>
Status FloatGram(const MomentsSpec& spec, const std::vector<const uint8_t*>& rows,
                 const double* mean, double* matrix) {
  TriangleTiles<double> products;
  if (!products.Allocate(rows.size())) return NoMemoryForProducts(rows.size());
  const CentredImages<T> factor = {rows.data(), mean, rows.size()};
  RunOnAllCores(TriangleTileCount(rows.size()), [&](size_t share, size_t shares) {
    const TileRange tiles = ShareOfTiles(rows.size(), share, shares);
    for (size_t tile = tiles.first; tile < tiles.end; ++tile) {
      const TilePlace place = PlaceOfTile(tile);
      AddProductTile(spec.Features(), factor, place.row * kTileSide, factor,
                     place.column * kTileSide, products.tile(tile));
    }
  });
  const auto n = static_cast<double>(rows.size());
  products.ForEachRun([&](size_t i, size_t j, size_t count, const double* values) {
    for (size_t k = 0; k < count; ++k) matrix[i * rows.size() + j + k] = values[k] / n;
  });
  return {};
}

}  // namespace

Status GramOfRows(const MomentsSpec& spec, const std::vector<const uint8_t*>& rows,
                  bool per_feature, double* mean, double* matrix) {
  return WithType(spec.dtype, [&]<typename T>(T) -> Status {
    SetMeans<T>(spec, rows, per_feature, mean);
    if constexpr (sizeof(T) < sizeof(int32_t)) {
      return IntegerGram<T>(spec, rows, per_feature, matrix);
    } else {
      return FloatGram<T>(spec, rows, mean, matrix);
    }
  });
}

}  // namespace imagepipeline
