import type { Reach } from "../reach.ts";

/** The parts of our fixture that a client of others saw, as text that holds its answers. */
export interface Seen {
  readonly tools: readonly string[];
  /** The answer to `add` of 2 and 3. */
  readonly sum: string;
  /** The answer or error of `fail`. */
  readonly failure: string;
  /** The content of `docs://guide`; absent for a client without resources. */
  readonly resource?: string;
  /** The messages of the prompt `greet` for Ada; absent for a client without prompts. */
  readonly prompt?: string;
}

/** Calls `use` with the way to our server that the command line has, writes what it saw, and ends. */
export async function reportSeen(use: (reach: Reach) => Promise<Seen>): Promise<void> {
  const reach = JSON.parse(process.argv[2] ?? "") as Reach;
  const seen = await use(reach);
  process.stdout.write(`\n${JSON.stringify(seen)}\n`, () => process.exit());
}

/** Returns what a call gives as text, also where it throws. */
export async function textOf(call: unknown): Promise<string> {
  try {
    const value = await call;
    return typeof value === "string" ? value : JSON.stringify(value);
  } catch (error) {
    return String(error);
  }
}
