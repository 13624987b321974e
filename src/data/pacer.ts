// Long loops on the JS thread give way to other work every few milliseconds, and stop when their signal says so.

const SLICE_MS = 2;
/** Reading the clock costs more than most loop bodies, so it is read once in this many calls. */
const CALLS_PER_CLOCK = 64;

export class Pacer {
  readonly #signal: AbortSignal | undefined;
  #sliceEndMs = performance.now() + SLICE_MS;
  #calls = 0;

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** True when the loop should `await pacer.rest()`. */
  due(): boolean {
    return ++this.#calls % CALLS_PER_CLOCK === 0 && performance.now() >= this.#sliceEndMs;
  }

  /** Lets the event loop turn. Throws the signal's reason once it is aborted. */
  async rest(): Promise<void> {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.#signal?.throwIfAborted();
    this.#sliceEndMs = performance.now() + SLICE_MS;
  }
}
