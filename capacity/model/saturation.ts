/** The costs of one call. Times are in seconds. */
export interface Calls {
  /** Processor time of the worker and of the load generator for one call. */
  readonly worker: number;
  readonly load: number;
  /** Cores that the workers and the load generator, which has one thread, share. */
  readonly cores: number;
}

/** The most calls a second, and the cores that the workers keep busy with them. */
export interface Saturation {
  readonly rate: number;
  readonly busy: number;
}

/**
 * Predicts what some workers reach beside their load generator on the same cores: as much as their event
 * loops, the thread of the load generator, or the cores that all of them share allow.
 */
export function predictSaturation({ worker, load, cores }: Calls, workers: number): Saturation {
  const rate = Math.min(workers / worker, 1 / load, cores / (worker + load));
  return { rate, busy: rate * worker };
}
