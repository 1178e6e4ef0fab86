import { MortiseError, redactText } from "@mortise/protocol";
import type { Failure } from "../../contract/index.ts";
import { HostFailure } from "../state/host-failure.ts";

const FIXES: Readonly<Partial<Record<MortiseError["code"], string>>> = {
  MODEL_UNAVAILABLE:
    "set the key of a provider in the terminal and start the command again; without one the offline planner answers",
  MODEL_FAILED: "ask again, or start the command with another model",
  INVALID_OPTION: "start the command with another model",
  CONNECTION_FAILED: "look at the server, connect it again, and ask again",
};

/** Turns the error of a run into its cause and its remedy, without any secret. */
export function describeChatFailure(error: unknown): Failure {
  if (error instanceof HostFailure) return error.failure;
  const code = MortiseError.is(error) ? error.code : undefined;
  return {
    code: code ?? "UNEXPECTED",
    step: "answer the message",
    cause: redactText(error instanceof Error ? error.message : String(error)),
    fix: (code && FIXES[code]) ?? "ask again",
  };
}
