import type { Client, ConnectOptions } from "@mortise/client";
import type { Revision } from "@mortise/protocol";
import type { CaseContext, ServerCase } from "@mortise/testing";

/** The outcome of one case. */
export interface CaseOutcome {
  readonly name: string;
  /** The reason of a failure. */
  readonly error?: string;
}

/** A case ends with an event; this only ends one that hangs, on the slowest machine. */
const LIMIT_MS = 300_000;

/** Runs cases one after the other, with one client in a revision and further ones that cases open. */
export async function runCases(
  cases: readonly ServerCase[],
  revision: Revision,
  connect: (options: ConnectOptions) => Promise<Client>,
): Promise<readonly CaseOutcome[]> {
  const open = (options: ConnectOptions = {}): Promise<Client> => connect({ revision, ...options });
  await using client = await open();
  const outcomes: CaseOutcome[] = [];
  for (const one of cases) outcomes.push(await runCase(one, { client, open }));
  return outcomes;
}

async function runCase({ name, run }: ServerCase, context: CaseContext): Promise<CaseOutcome> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => limit.reject(new Error(`hangs for ${LIMIT_MS} ms`)), LIMIT_MS);
  try {
    await Promise.race([run(context), limit.promise]);
    return { name };
  } catch (error) {
    return { name, error: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
