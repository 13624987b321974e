// Memory on the native side, as every job takes it.

/** Native memory that only the addon can look into. */
export interface NativeBlock {
  /** 0 after release(). */
  readonly byteLength: number;
  /** A Block on a part of this one, to be released like it. */
  view(byteOffset: number, byteLength: number): NativeBlock;
  /** Gives the memory back once no running work uses it. */
  release(): void;
}
