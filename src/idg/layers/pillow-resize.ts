// The resize of files as Pillow's NEAREST does it.
import type { DatasetResize } from '../../data/host.js';
import type { StageSpec } from '../../program.js';
import { GeneratorLayer } from './idg-affine.js';

export class PillowResize extends GeneratorLayer {
  readonly #resize: DatasetResize;

  constructor(resize: DatasetResize) {
    super('PillowResize', { dtype: 'input' }, []);
    this.#resize = resize;
    Object.freeze(this);
  }

  lower(): StageSpec[] {
    const { height, width, cropToAspectRatio } = this.#resize;
    const params = { height, width, keepAspectRatio: cropToAspectRatio ? 1 : 0 };
    return [{ kind: 'pillow_resize', params, dtype: this.dtype }];
  }
}
