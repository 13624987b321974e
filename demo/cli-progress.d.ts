// The part of cli-progress that the demo uses; the package has no types of its own.
declare module 'cli-progress' {
  export class SingleBar {
    constructor(options: { format: string; clearOnComplete?: boolean; hideCursor?: boolean });
    start(total: number, value: number, payload?: Record<string, string>): void;
    update(value: number, payload?: Record<string, string>): void;
    stop(): void;
  }
}
