import { useState } from "react";
import type { Failure } from "../../contract/index.ts";
import { useAddress } from "../address/use-address.tsx";
import { usePane } from "../layout/pane.tsx";
import { useLink } from "../state/inspector.tsx";
import { ControlError } from "../stream/process-link.ts";
import type { Draft } from "./draft.ts";

export interface CallHook {
  readonly call: () => Promise<void>;
  readonly isSending: boolean;
  /** The process did not take the call. */
  readonly failure?: Failure;
}

/** Sends the draft of a tool, and goes to its result. */
export function useCall(connection: string, tool: string, draft: Draft): CallHook {
  const { control } = useLink();
  const { go } = useAddress();
  const { show } = usePane();
  const [isSending, setSending] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const send = (): Promise<{ readonly call: string }> => {
    if (draft.fault === undefined) {
      const params = { name: tool, arguments: draft.value };
      return control("call", { connection, method: "tools/call", params });
    }
    return control("raw", { connection, body: frameText(tool, draft.text) });
  };
  const call = async (): Promise<void> => {
    if (isSending) return;
    setSending(true);
    setFailure(undefined);
    try {
      const { call: id } = await send();
      go({ query: { call: id } }, { replace: true });
      show("result");
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      setFailure(error.failure);
    } finally {
      setSending(false);
    }
  };
  return { call, isSending, ...(failure !== undefined && { failure }) };
}

/** A frame around a text that is not JSON: the server's own refusal of it is worth seeing. */
function frameText(tool: string, text: string): string {
  const name = JSON.stringify(tool);
  return `{"jsonrpc":"2.0","id":"raw","method":"tools/call","params":{"name":${name},"arguments":${text}}}`;
}
