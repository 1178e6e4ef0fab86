import { useEffect, useState } from "react";
import type { Failure, Review } from "../../contract/index.ts";
import { useInspector, useLink } from "../state/inspector.tsx";
import { ControlError } from "../stream/process-link.ts";

export interface ReviewState {
  readonly review?: Review;
  readonly failure?: Failure;
}

/** The review of a server, made again when its lists change; the former one stays meanwhile. */
export function useReview(connection: string): ReviewState {
  const { control } = useLink();
  const at = useInspector((state) => state.catalogues.get(connection)?.at);
  const [state, setState] = useState<ReviewState>({});
  useEffect(() => {
    if (at === undefined) return;
    const abort = new AbortController();
    const load = async (): Promise<void> => {
      try {
        setState({ review: await control("review", { connection }, abort.signal) });
      } catch (error) {
        if (error instanceof ControlError) setState({ failure: error.failure });
      }
    };
    void load();
    return () => abort.abort();
  }, [control, connection, at]);
  return state;
}
