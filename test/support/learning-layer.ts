// A layer that learns in its own time: the sum of all values, of integers, by steps that a test controls.
import { type AdaptableLayer, type AdaptState, Layer } from '../../src/layers/layer.js';
import type { StageSpec } from '../../src/program.js';

/** Where the layer waits, if a test says so, and what it was called with. */
export interface Steps {
  update?: () => Promise<void>;
  setState?: () => Promise<void>;
  bytes?: number;
  calls: [name: string, ...values: unknown[]][];
}

class SumState implements AdaptState {
  count = 0;
  sum = 0;

  constructor(private readonly steps: Steps) {}

  async update(data: ArrayLike<number>, shape: readonly number[], index: number): Promise<void> {
    this.steps.calls.push(['update', [...shape], index]);
    await this.steps.update?.();
    for (let i = 0; i < data.length; i++) this.sum += data[i] as number;
    this.count += shape[0] as number;
  }

  async merge(other: AdaptState): Promise<void> {
    this.count += other.count;
    this.sum += (other as SumState).sum;
  }

  async toBytes(): Promise<Uint8Array> {
    return Uint8Array.of(this.count, this.sum);
  }
}

/** Leaves images as they are and knows the `sum` of what it has learned from. */
export class LearningLayer extends Layer implements AdaptableLayer {
  sum: number | undefined;
  stateVersion = 0;
  readonly fixed = false;

  constructor(
    readonly steps: Steps,
    name?: string,
  ) {
    super('LearningLayer', name === undefined ? {} : { name }, [], { dtype: 'input' });
  }

  get adapted(): boolean {
    return this.sum !== undefined;
  }

  createState(bytes?: Uint8Array): AdaptState {
    const state = new SumState(this.steps);
    [state.count, state.sum] = [bytes?.[0] ?? 0, bytes?.[1] ?? 0];
    return state;
  }

  snapshot(): () => void {
    const { sum } = this;
    return () => {
      this.sum = sum;
      this.stateVersion++;
    };
  }

  async setState(state: AdaptState | undefined): Promise<void> {
    await this.steps.setState?.();
    this.sum = (state as SumState | undefined)?.sum;
    this.stateVersion++;
  }

  adaptBytes(...size: [readonly number[], number | undefined, string]): number {
    this.steps.calls.push(['adaptBytes', ...size]);
    return this.steps.bytes ?? 0;
  }

  lower(): StageSpec[] {
    return [];
  }

  getConfig(): Record<string, unknown> {
    return this.baseConfig();
  }
}

/** A step that waits until it is opened, and a promise that it has been reached. */
export function gate(): { step: () => Promise<void>; reached: Promise<void>; open: () => void } {
  let reach = () => {};
  let open = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const step = () => {
    reach();
    return opened;
  };
  return { step, reached, open };
}
