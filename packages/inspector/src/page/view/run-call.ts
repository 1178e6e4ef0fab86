import type { JsonObject } from "@mortise/protocol";
import type { CallState } from "../../contract/index.ts";
import { roundNumbers } from "../../contract/index.ts";
import type { Inspector } from "../state/inspector.tsx";

/** An answer of a server that is an error of JSON-RPC, or a failure on the way to it. */
export class CallFailed extends Error {
  readonly code: number;
  readonly call: string;

  constructor({ id, error, failure, status }: CallState) {
    super(error?.message ?? failure?.cause ?? `the call was ${status}`);
    this.name = "CallFailed";
    this.code = error?.code ?? -32_603;
    this.call = id;
  }
}

/**
 * Makes a call of the inspector and waits for its result. `onCall` gets its id at once.
 *
 * @throws CallFailed when the call ends without a result.
 * @throws ControlError when the process does not take it.
 */
export async function runCall(
  { store, link }: Inspector,
  request: { readonly connection: string; readonly method: string; readonly params: JsonObject },
  { signal, onCall }: { readonly signal: AbortSignal; readonly onCall: (id: string) => void },
): Promise<unknown> {
  const { call: id } = await link.control("call", request, signal);
  onCall(id);
  const cancel = (): void => void link.control("cancel", { call: id }).catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const call = await ended(store, id, signal);
    if (call.status !== "done" || call.error !== undefined) throw new CallFailed(call);
    if (call.result !== undefined) return roundNumbers(call.result);
    return JSON.parse(await link.read(`result?call=${encodeURIComponent(id)}`, signal));
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

function ended(store: Inspector["store"], id: string, signal: AbortSignal): Promise<CallState> {
  const { promise, resolve, reject } = Promise.withResolvers<CallState>();
  const look = (): void => {
    const call = store.get().calls.get(id);
    if (call !== undefined && call.status !== "running") resolve(call);
  };
  const stop = store.subscribe(look);
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  look();
  return promise.finally(() => {
    stop();
    signal.removeEventListener("abort", abort);
  });
}
