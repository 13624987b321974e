#include "linalg/fit_solver.h"

#include "linalg/centred_tiles.h"
#include "linalg/lapack.h"
#include "linalg/parallel.h"

namespace imagepipeline {

Status FitSolver::Decompose(size_t size, double* matrix, double* values) {
  return DecomposeLarge(size, matrix, values);
}

Status FitSolver::MultiplyBySelf(size_t rows, size_t columns, const double* factor,
                                 TriangleTiles<float>* product) {
  const MatrixColumns lines = {factor, columns};
  RunOnAllCores(TriangleTileCount(columns), [&](size_t share, size_t shares) {
    const TileRange tiles = ShareOfTiles(columns, share, shares);
    for (size_t index = tiles.first; index < tiles.end; ++index) {
      const TilePlace place = PlaceOfTile(index);
      double tile[kTileValues] = {};
      AddProductTile(rows, lines, place.row * kTileSide, lines, place.column * kTileSide, tile);
      float* rounded = product->tile(index);
      for (size_t e = 0; e < kTileValues; ++e) rounded[e] = static_cast<float>(tile[e]);
    }
  });
  return {};
}

}  // namespace imagepipeline
