import type { Agent, AgentEvent } from "@mortise/agent";
import { ExitCode } from "../../output/exit-code.ts";
import { printJson } from "../../output/print-json.ts";
import type { AnswerOptions } from "./answer-message.ts";
import { answerMessage } from "./answer-message.ts";

/** Answers one message, as text or as a JSON document, and returns the exit code. */
export async function answerOnce(
  agent: Agent,
  message: string,
  { json, ...options }: Omit<AnswerOptions, "isQuiet" | "onEvent"> & { readonly json: boolean },
): Promise<number> {
  const calls: object[] = [];
  const onEvent = (event: AgentEvent): void => {
    if (event.type !== "tool-end" && event.type !== "tool-denied") return;
    const { server, tool, args } = event;
    const isDenied = event.type === "tool-denied";
    calls.push({ server, tool, args, isDenied, isError: isDenied || event.isError });
  };
  const end = await answerMessage(agent, message, { ...options, isQuiet: json, onEvent });
  if (json) {
    const { label } = await agent.model();
    const { text, stopReason, steps, usage } = end;
    printJson({ answer: text, model: label, stopReason, steps, toolCalls: calls, usage });
  }
  return end.stopReason === "answer" ? ExitCode.ok : ExitCode.unexpected;
}
