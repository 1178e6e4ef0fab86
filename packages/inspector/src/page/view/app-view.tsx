import type { JsonObject, Tool } from "@mortise/protocol";
import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import type { CallState, Failure } from "../../contract/index.ts";
import { FailureCard } from "../part/failure-card.tsx";
import { useWholeInspector } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";
import { CallFailed, runCall } from "./run-call.ts";
import styles from "./view.module.css";
import { ViewFrame } from "./view-frame.tsx";
import type { ViewResource } from "./view-resource.ts";
import { readViewResource } from "./view-resource.ts";

/** The view of a tool for one call. `fallback` stands in its place when there is none. */
export function AppView(props: {
  readonly call: CallState;
  readonly tool: Tool & JsonObject;
  readonly uri: string;
  readonly result: unknown;
  readonly fallback: ReactNode;
}): ReactNode {
  const { call, tool, uri, result, fallback } = props;
  const [attempt, setAttempt] = useState(0);
  const resource = useViewResource(call.connection, uri, attempt);
  if (resource === undefined) return <p className={styles["quiet"]}>Reading {uri}</p>;
  if ("cause" in resource) {
    return (
      <div className={styles["view"]}>
        <FailureCard
          failure={resource}
          onRetry={() => setAttempt(attempt + 1)}
          title="The view could not be shown; its text stands below"
        />
        {fallback}
      </div>
    );
  }
  return (
    <div className={styles["view"]}>
      <ViewFrame result={result} view={{ call, tool, resource }} />
    </div>
  );
}

/** Reads the view once for each call, as hosts do. */
function useViewResource(
  connection: string,
  uri: string,
  attempt: number,
): ViewResource | Failure | undefined {
  const inspector = useWholeInspector();
  const [resource, setResource] = useState<ViewResource | Failure>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again
  useEffect(() => {
    const abort = new AbortController();
    const load = async (): Promise<void> => {
      try {
        const request = { connection, method: "resources/read", params: { uri } };
        const { signal } = abort;
        const result = await runCall(inspector, request, { signal, onCall: () => undefined });
        const list = inspector.store.get().catalogues.get(connection)?.resources.items;
        const listed = list?.find((one) => one.uri === uri);
        setResource(readViewResource(uri, result, listed));
      } catch (error) {
        if (!abort.signal.aborted) setResource(describe(error));
      }
    };
    setResource(undefined);
    void load();
    return () => abort.abort();
  }, [inspector, connection, uri, attempt]);
  return resource;
}

function describe(error: unknown): Failure {
  if (!(error instanceof CallFailed)) return failureOf(error);
  return {
    code: "INVALID_VIEW",
    step: "read the view",
    cause: error.message,
    fix: "make the server answer resources/read for the address of the view",
  };
}
