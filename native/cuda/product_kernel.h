// Rows times a matrix, for the whitening of whole images. The sums are those of
// linalg/panel_product.h: blocks of kBlockDepth products, added in order from 0, and the blocks
// added in order; so the device gives the CPU's bits.
#ifndef IMAGEPIPELINE_CUDA_PRODUCT_KERNEL_H_
#define IMAGEPIPELINE_CUDA_PRODUCT_KERNEL_H_

#include "cuda/device_pass.h"
#include "kernels/pixel.h"

namespace imagepipeline::cuda {

// As in linalg/, whose headers know more than a kernel may.
constexpr int kPanelColumns = 48, kProductDepth = 384;

// A block makes kRows rows of one panel, a thread kRowsEach x kColumnsEach of its values.
template <typename T>
struct ProductKernel {
  static constexpr int kRowsEach = 4, kColumnsEach = 4, kStep = 16;
  static constexpr int kRows = 64, kColumns = kPanelColumns;
  static constexpr int kAcross = kColumns / kColumnsEach;
  static constexpr int kThreads = kRows / kRowsEach * kAcross;
  static_assert(kProductDepth % kStep == 0);

  struct Shared {
    float left[kStep][kRows];
    float right[kStep][kColumns];
  };
  // Blocks so far, and the one under way.
  struct Sums {
    float whole[kRowsEach][kColumnsEach], part[kRowsEach][kColumnsEach];
  };

  static IMAGEPIPELINE_HD int64_t Panels(const ProductLaunch& launch) {
    return (launch.columns + kColumns - 1) / kColumns;
  }
  static IMAGEPIPELINE_HD int64_t Blocks(const ProductLaunch& launch) {
    return (launch.rows + kRows - 1) / kRows * Panels(launch);
  }

  // Step 1: what the sums begin with.
  static IMAGEPIPELINE_HD void Begin(const ProductLaunch& launch, int64_t block, int thread,
                                     Sums* sums) {
    const Place place = PlaceOf(launch, block, thread);
    for (int r = 0; r < kRowsEach; ++r) {
      for (int c = 0; c < kColumnsEach; ++c) {
        const int64_t i = place.row + r, j = place.column + c;
        sums->part[r][c] = 0;
        sums->whole[r][c] = launch.adds_images && i < launch.rows && j < launch.columns
                                ? Centred(launch, i, j) * launch.base_gain
                                : 0;
      }
    }
  }

  // Step 2, for each kStep of the depth: what the block multiplies. What lies outside is 0, which
  // adds nothing: no sum is ever -0.
  static IMAGEPIPELINE_HD void Stage(const ProductLaunch& launch, int64_t block, int64_t first_k,
                                     int thread, Shared* shared) {
    const int64_t panel = block % Panels(launch), row = block / Panels(launch) * kRows;
    // Neighbouring threads read neighbouring values of a row.
    for (int n = thread; n < kRows * kStep; n += kThreads) {
      const int64_t i = row + n / kStep, k = first_k + n % kStep;
      const bool inside = i < launch.rows && k < launch.depth;
      shared->left[n % kStep][n / kStep] = inside ? Left(launch, i, k) : 0;
    }
    for (int n = thread; n < kStep * kColumns; n += kThreads) {
      const int64_t k = first_k + n / kColumns, j = panel * kColumns + n % kColumns;
      const bool inside = k < launch.depth && j < launch.columns;
      shared->right[n / kColumns][n % kColumns] = inside ? Right(launch, k, j) : 0;
    }
  }

  // Step 3, behind each Stage().
  static IMAGEPIPELINE_HD void Multiply(const ProductLaunch& launch, int64_t first_k, int thread,
                                        const Shared& shared, Sums* sums) {
    const int row = thread / kAcross * kRowsEach, column = thread % kAcross * kColumnsEach;
    for (int k = 0; k < kStep; ++k) {
      for (int r = 0; r < kRowsEach; ++r) {
        for (int c = 0; c < kColumnsEach; ++c)
          sums->part[r][c] += shared.left[k][row + r] * shared.right[k][column + c];
      }
    }
    const int64_t next = first_k + kStep;
    if (next % kProductDepth != 0 && next < launch.depth) return;
    for (int r = 0; r < kRowsEach; ++r) {
      for (int c = 0; c < kColumnsEach; ++c) {
        sums->whole[r][c] += sums->part[r][c];
        sums->part[r][c] = 0;
      }
    }
  }

  // Step 4.
  static IMAGEPIPELINE_HD void Finish(const ProductLaunch& launch, int64_t block, int thread,
                                      const Sums& sums) {
    const Place place = PlaceOf(launch, block, thread);
    for (int r = 0; r < kRowsEach; ++r) {
      for (int c = 0; c < kColumnsEach; ++c) {
        const int64_t i = place.row + r, j = place.column + c;
        if (i >= launch.rows || j >= launch.columns) continue;
        const float sum = sums.whole[r][c];
        launch.out[i * launch.columns + j] = launch.gains == nullptr ? sum : sum * launch.gains[j];
      }
    }
  }

 private:
  struct Place {
    int64_t row, column;
  };

  static IMAGEPIPELINE_HD Place PlaceOf(const ProductLaunch& launch, int64_t block, int thread) {
    const int64_t panels = Panels(launch);
    return {block / panels * kRows + thread / kAcross * kRowsEach,
            block % panels * kColumns + thread % kAcross * kColumnsEach};
  }

  static IMAGEPIPELINE_HD float Centred(const ProductLaunch& launch, int64_t i, int64_t k) {
    const float value = ReadValue<T>(launch.images, i * launch.features + k);
    return static_cast<float>(static_cast<double>(value) - launch.mean[k]);
  }

  static IMAGEPIPELINE_HD float Left(const ProductLaunch& launch, int64_t i, int64_t k) {
    return launch.values == nullptr ? Centred(launch, i, k) : launch.values[i * launch.depth + k];
  }

  static IMAGEPIPELINE_HD float Right(const ProductLaunch& launch, int64_t k, int64_t j) {
    const int64_t row = launch.transposed ? j : k, column = launch.transposed ? k : j;
    const int64_t panel = column / kColumns;
    return launch.right[(panel * launch.right_rows + row) * kColumns + column - panel * kColumns];
  }
};

}  // namespace imagepipeline::cuda

#endif  // IMAGEPIPELINE_CUDA_PRODUCT_KERNEL_H_
