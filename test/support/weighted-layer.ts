// A layer with two arrays that are saved beside the config.
import { Layer, type LayerWeight, type WeightedLayer } from '../../src/layers/layer.js';
import type { StageSpec } from '../../src/program.js';

export class WeightedTestLayer extends Layer implements WeightedLayer {
  /** Rows that were asked for. */
  readonly asked: [name: string, first: number, count: number][] = [];

  /** `matrix` is [rows, matrix.length / rows]; `mean` goes first. */
  constructor(
    readonly mean: Float32Array,
    readonly matrix: Float64Array,
    readonly rowCount: number,
  ) {
    super('WeightedTestLayer', {}, [], { dtype: 'input' });
  }

  weights(): readonly LayerWeight[] {
    const { mean, matrix, rowCount, asked } = this;
    const width = matrix.length / rowCount;
    const rows =
      (name: string, values: Float32Array | Float64Array, size: number) => (first: number, count: number) => {
        asked.push([name, first, count]);
        return values.subarray(first * size, (first + count) * size);
      };
    return [
      { name: 'mean', dtype: 'float32', shape: [mean.length], rows: rows('mean', mean, 1) },
      { name: 'matrix', dtype: 'float64', shape: [rowCount, width], rows: rows('matrix', matrix, width) },
    ];
  }

  configWithoutWeights(): Record<string, unknown> {
    return { rank: this.rowCount };
  }

  getConfig(): Record<string, unknown> {
    return { ...this.configWithoutWeights(), mean: [...this.mean], matrix: [...this.matrix] };
  }

  lower(): StageSpec[] {
    return [];
  }
}
