// Identifies the list behind a data set, so that a saved position is not used on another list.
import { createHash } from 'node:crypto';

export class Fingerprint {
  readonly #hash = createHash('sha256');

  /** Adds one text; the terminator keeps ['ab', 'c'] and ['a', 'bc'] apart. */
  addText(text: string): void {
    this.addTexts([text]);
  }

  /** The same as one after the other, and faster. */
  addTexts(texts: readonly string[]): void {
    this.#hash.update(`${texts.join('\0')}\0`);
  }

  addNumbers(numbers: Int32Array | Float32Array | Uint32Array): void {
    this.#hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  }

  digest(): string {
    return this.#hash.digest('hex').slice(0, 32);
  }
}
