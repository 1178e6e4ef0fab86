import type { CallState } from "../../contract/index.ts";
import { isJsonObject } from "../../contract/index.ts";
import type { Tone } from "../part/tag.tsx";

/** How a call ended, in the kinds that look different. */
export interface Verdict {
  readonly kind: "running" | "ok" | "tool-error" | "rpc-error" | "failure" | "cancelled";
  readonly text: string;
  readonly tone: Tone;
}

/** A tool that reports its own failure, an error of JSON-RPC, and a failure on the way are three things. */
export function judgeCall(call: CallState, result: unknown): Verdict {
  if (call.status === "running") return { kind: "running", text: "running", tone: "accent" };
  if (call.status === "cancelled") return { kind: "cancelled", text: "cancelled", tone: "plain" };
  if (call.error !== undefined) {
    return { kind: "rpc-error", text: `JSON-RPC error ${call.error.code}`, tone: "note" };
  }
  if (call.failure !== undefined) {
    return { kind: "failure", text: call.failure.code, tone: "warn" };
  }
  if (isJsonObject(result) && result["isError"] === true) {
    return { kind: "tool-error", text: "isError", tone: "bad" };
  }
  return { kind: "ok", text: "✓", tone: "ok" };
}
