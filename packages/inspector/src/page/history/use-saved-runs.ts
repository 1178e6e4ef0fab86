import { useCallback, useMemo, useState } from "react";
import type { CallState, Failure, SavedCall } from "../../contract/index.ts";
import type { Difference } from "../saved/compare-result.ts";
import { compareResult } from "../saved/compare-result.ts";
import { useInspector, useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";

/** The last run of a saved call. */
export interface SavedRun {
  readonly verdict: "running" | "passed" | "failed";
  readonly call: CallState | undefined;
  /** The places in which the result is not the expected one. */
  readonly differences: readonly Difference[];
  /** The process did not take the call. */
  readonly failure?: Failure | undefined;
}

/** The runs of the saved calls of a server. */
export interface SavedRuns {
  readonly run: (saved: SavedCall) => Promise<void>;
  readonly runOf: (saved: SavedCall) => SavedRun | undefined;
}

interface Started {
  readonly call?: string;
  readonly failure?: Failure;
}

export function useSavedRuns(saved: readonly SavedCall[]): SavedRuns {
  const { control } = useLink();
  const calls = useInspector((state) => state.calls);
  const [started, setStarted] = useState<Readonly<Record<string, Started>>>({});
  const run = useCallback(
    async ({ id, connection, method, params }: SavedCall): Promise<void> => {
      const outcome = await control("call", { connection, method, params }).catch(
        (error: unknown) => ({ failure: failureOf(error) }),
      );
      setStarted((before) => ({ ...before, [id]: outcome }));
    },
    [control],
  );
  const runs = useMemo(() => {
    const judged = saved.flatMap((one) => {
      const start = started[one.id];
      return start === undefined ? [] : [[one.id, judgeRun(one, start, calls)] as const];
    });
    return new Map(judged);
  }, [saved, started, calls]);
  return { run, runOf: ({ id }) => runs.get(id) };
}

function judgeRun(
  saved: SavedCall,
  start: Started,
  calls: ReadonlyMap<string, CallState>,
): SavedRun {
  const call = start.call === undefined ? undefined : calls.get(start.call);
  if (start.failure !== undefined) {
    return { verdict: "failed", call, differences: [], failure: start.failure };
  }
  if (call === undefined || call.status === "running") {
    return { verdict: "running", call, differences: [] };
  }
  return { call, ...judgeSaved(saved, call) };
}

/** Compares an ended call with what is expected of it; without that it only must not fail. */
export function judgeSaved(
  { expect }: Pick<SavedCall, "expect">,
  call: CallState,
): Pick<SavedRun, "verdict" | "differences"> {
  const failed = (text: string): Pick<SavedRun, "verdict" | "differences"> => ({
    verdict: "failed",
    differences: [{ pointer: "", text }],
  });
  if (call.error !== undefined)
    return failed(`JSON-RPC error ${call.error.code}: ${call.error.message}`);
  if (call.status !== "done") return failed(call.failure?.cause ?? `the call was ${call.status}`);
  if (expect === undefined) {
    const isError = (call.result as { readonly isError?: unknown } | undefined)?.isError === true;
    return isError
      ? failed("the tool reports its own failure")
      : { verdict: "passed", differences: [] };
  }
  if (call.result === undefined)
    return failed("the result is too large to compare here; run the test");
  const differences = compareResult(expect, call.result);
  return { verdict: differences.length === 0 ? "passed" : "failed", differences };
}
