import type { JsonObject } from "@mortise/protocol";
import { useMemo, useState } from "react";
import type { CallState, Failure } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import { usePane } from "../layout/pane.tsx";
import { useInspector, useLink } from "../state/inspector.tsx";
import { failureOf } from "../stream/failure-of.ts";

/** Makes requests of one connection, and goes to their results. */
export interface RequestHook {
  readonly request: (method: string, params: JsonObject) => Promise<void>;
  /** The process did not take the request. */
  readonly failure: Failure | undefined;
}

export function useRequest(connection: string): RequestHook {
  const { control } = useLink();
  const { go } = useAddress();
  const { show } = usePane();
  const [failure, setFailure] = useState<Failure>();
  const request = async (method: string, params: JsonObject): Promise<void> => {
    try {
      const { call } = await control("call", { connection, method, params });
      setFailure(undefined);
      go({ query: { call } }, { replace: true });
      show("result");
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  return { request, failure };
}

/** The calls of a connection that fit, oldest first, and the one that the address names, or the last. */
export function useCalls(
  connection: string,
  method: string,
  subject: "uri" | "name",
  value: string | undefined,
): { readonly calls: readonly CallState[]; readonly call: CallState | undefined } {
  const all = useInspector((state) => state.calls);
  const { address } = useAddress();
  const { call: id } = address.query;
  const calls = useMemo(
    () =>
      [...all.values()].filter(
        (call) =>
          call.connection === connection &&
          call.method === method &&
          call.params[subject] === value,
      ),
    [all, connection, method, subject, value],
  );
  return { calls, call: calls.find((call) => call.id === id) ?? calls.at(-1) };
}
