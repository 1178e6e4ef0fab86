import { useEffect, useState } from "react";
import type { CallState, Failure } from "../../contract/index.ts";
import { parseExactJson } from "../../contract/index.ts";
import { useLink } from "../state/inspector.tsx";
import { ControlError } from "../stream/process-link.ts";

export interface LoadedResult {
  readonly result?: unknown;
  readonly isLoading: boolean;
  readonly failure?: Failure;
}

/** The result of a call; a large one is not in the events, and is read when it is shown. */
export function useResult(call: CallState | undefined): LoadedResult {
  const { read } = useLink();
  const [loaded, setLoaded] = useState<LoadedResult & { readonly id?: string }>({
    isLoading: false,
  });
  const id = call?.id;
  const isApart =
    call?.status === "done" && call.result === undefined && call.resultBytes !== undefined;

  useEffect(() => {
    if (!isApart || id === undefined) return;
    const abort = new AbortController();
    const load = async (): Promise<void> => {
      try {
        const text = await read(`result?call=${encodeURIComponent(id)}`, abort.signal);
        setLoaded({ id, isLoading: false, result: parseExactJson(text) as never });
      } catch (error) {
        if (error instanceof ControlError)
          setLoaded({ id, isLoading: false, failure: error.failure });
      }
    };
    void load();
    return () => abort.abort();
  }, [id, isApart, read]);

  if (!isApart) return { isLoading: false, result: call?.result };
  return loaded.id === id ? loaded : { isLoading: true };
}
