/** The two tools that are called: one that answers at once, and one that computes first. */
export type WorkerTool = "greet" | "compute";

export const workerTools: readonly WorkerTool[] = ["greet", "compute"];

/** How often the loop runs, which takes about 0.3 ms on a core of 2025. */
const iterations = 180_000;

/** Computes for a while, and returns a value so that the work is not optimised away. */
export function compute(seed: number): number {
  let value = seed | 1;
  for (let index = 0; index < iterations; index++) {
    value ^= value << 13;
    value ^= value >>> 17;
    value ^= value << 5;
  }
  return value >>> 0;
}
