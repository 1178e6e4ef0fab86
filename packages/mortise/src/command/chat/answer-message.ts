import type {
  Agent,
  AgentEvent,
  ApprovalRequestEvent,
  RunEndEvent,
  RunInput,
} from "@mortise/agent";
import { AgentView, describeCall } from "../../output/agent-view.ts";
import { askApproval } from "../../output/ask-approval.ts";
import { askUser } from "../../output/ask-user.ts";
import { canAsk } from "../../output/can-ask.ts";
import { errorColor } from "../../output/color.ts";
import { toName } from "../../output/printable.ts";

/** How one message is answered. */
export interface AnswerOptions {
  readonly signal: AbortSignal;
  /** Ends the answer, as Ctrl+C does. */
  readonly stop: () => void;
  /** Tools that need no further approval; grows as the user says so. */
  readonly approved: Set<string>;
  /** Shows nothing on standard output. */
  readonly isQuiet?: boolean;
  /** Takes every event. */
  readonly onEvent?: (event: AgentEvent) => void;
  /** Reports that a server cannot be reached. */
  readonly onServerError: (server: string, message: string) => void;
}

/** Lets the agent answer one message, shows what it does and asks what must be asked. */
export async function answerMessage(
  agent: Agent,
  message: RunInput,
  options: AnswerOptions,
): Promise<RunEndEvent> {
  const view = new AgentView();
  let end: RunEndEvent | undefined;
  let failure: Error | undefined;
  try {
    for await (const event of agent.run(message, { signal: options.signal })) {
      options.onEvent?.(event);
      if (!options.isQuiet) view.show(event);
      if (event.type === "approval-request") await approve(event, options);
      if (event.type === "elicitation-request" && canAsk()) {
        const { signal, stop } = options;
        event.answer(await askUser(event.params, { signal, onInterrupt: stop }));
      }
      if (event.type === "server-error") options.onServerError(event.server, event.message);
      if (event.type === "error") failure = event.error;
      if (event.type === "run-end") end = event;
    }
  } finally {
    view.rest();
  }
  if (failure !== undefined) throw failure;
  options.signal.throwIfAborted();
  if (end === undefined) throw new Error("The run ended without saying so");
  return end;
}

async function approve(
  event: ApprovalRequestEvent,
  { approved, signal, stop }: AnswerOptions,
): Promise<void> {
  const tool = `${event.server}/${event.tool}`;
  if (approved.has(tool)) return event.answer(true);
  if (!canAsk()) {
    // Without an answer the model learns that approval was not possible.
    const note = `${toName(event.tool)} may change something and needs approval on a terminal, so it was not run; --approve never runs such calls without asking`;
    process.stderr.write(`${errorColor.yellow("note")} ${note}\n`);
    return;
  }
  process.stderr.write(`${errorColor.bold(describeCall(event))}\n`);
  const answer = await askApproval(event.tool, { signal });
  if (answer === "always") approved.add(tool);
  event.answer(answer === "yes" || answer === "always");
  if (answer === "stop") stop();
}
