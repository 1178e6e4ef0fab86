import { useCallback, useEffect, useState } from "react";
import type { Failure } from "../../contract/index.ts";
import { failureOf } from "../stream/failure-of.ts";

const PERIOD_MS = 1_000;

interface Polled<Value> {
  /** The last that arrived. */
  readonly value?: Value;
  /** Why the last attempt gave none. */
  readonly failure?: Failure;
}

/** A value of the process that no event carries. */
export interface PolledHook<Value> extends Polled<Value> {
  /** Asks again at once. */
  readonly refresh: () => void;
}

/**
 * Asks for a value every second while the page is visible and `isOn`; the last value stays meanwhile, also
 * beside a failure.
 * `ask` has to be the same function until it asks for something else.
 */
export function usePolled<Value>(
  ask: (signal: AbortSignal) => Promise<Value>,
  isOn: boolean,
): PolledHook<Value> {
  const [state, setState] = useState<Polled<Value>>({});
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn asks again
  useEffect(() => {
    if (!isOn) return;
    const abort = new AbortController();
    void poll(ask, abort.signal, (read) =>
      setState((former) => {
        const next = "failure" in read ? { ...former, ...read } : read;
        return JSON.stringify(former) === JSON.stringify(next) ? former : next;
      }),
    );
    return () => abort.abort();
  }, [ask, isOn, turn]);
  const refresh = useCallback(() => setTurn((count) => count + 1), []);
  return { ...state, refresh };
}

async function poll<Value>(
  ask: (signal: AbortSignal) => Promise<Value>,
  signal: AbortSignal,
  show: (polled: Polled<Value>) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const value = await ask(signal);
      if (!signal.aborted) show({ value });
    } catch (error) {
      if (!signal.aborted) show({ failure: failureOf(error) });
    }
    await nextTurn(signal);
  }
}

/** Resolves after the period, once the page is visible, or when `signal` aborts. */
function nextTurn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      if (document.hidden && !signal.aborted) return;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(() => {
      document.addEventListener("visibilitychange", end);
      end();
    }, PERIOD_MS);
    signal.addEventListener("abort", end);
  });
}
