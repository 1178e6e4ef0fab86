import process from "node:process";
import { styleText } from "node:util";
import type { Agent, RunEndEvent } from "mortise/agent";

/**
 * Asks an agent and prints what it does. The user approves every call, and accepts every form as it is.
 *
 * @throws Error when it does not come to an answer, or offline when a tool fails.
 */
export async function showRun(
  agent: Agent,
  question: string,
  signal: AbortSignal,
): Promise<RunEndEvent> {
  let end: RunEndEvent | undefined;
  let isOffline = false;
  const tasks = new Set<string>();
  const progress = Promise.withResolvers<void>();
  for await (const event of agent.run(question, { signal })) {
    if (event.type === "run-start") isOffline = event.modelSource === "offline";
    if (event.type === "tool-start") {
      print(styleText("dim", `[Using tool: ${event.tool}(${JSON.stringify(event.args)})]`));
    }
    if (event.type === "tool-end" && event.isError) {
      // A language model can try something else; rules cannot.
      const failure = `${event.tool} failed: ${readReason(event.result)}`;
      if (isOffline) throw new Error(failure);
      print(styleText("yellow", `[${failure}]`));
    }
    if (event.type === "approval-request") {
      print(styleText("yellow", `[Approved by the user: ${event.tool}]`));
      event.answer(true);
    }
    if (event.type === "tool-task") {
      tasks.add(event.id);
      print(styleText("dim", `[It has become a task, which outlives this program: ${event.task}]`));
    }
    if (event.type === "tool-progress" && tasks.has(event.id)) {
      print(styleText("dim", `[Progress: ${event.message}]`));
      progress.resolve();
    }
    if (event.type === "elicitation-request") {
      const { message } = event.params;
      const accept = () => {
        print(styleText("yellow", `[The server asks: ${message} Yes.]`));
        return { action: "accept", content: {} } as const;
      };
      // Progress of a task comes a little later than its cause; a user is slower than it.
      event.answer(tasks.size > 0 ? progress.promise.then(accept) : accept());
    }
    if (event.type === "text-delta") process.stdout.write(event.text);
    if (event.type === "text-end") print("");
    if (event.type === "server-error") throw new Error(`${event.server}: ${event.message}`);
    if (event.type === "error") throw event.error;
    if (event.type === "run-end") end = event;
  }
  signal.throwIfAborted();
  if (end?.stopReason === "answer") return end;
  throw new Error(`The agent came to no answer: ${end?.stopReason ?? "it said nothing"}`);
}

/** The message of a structured error, or the whole of another. */
function readReason(result: string): string {
  const message = /^\{"error":("(?:[^"\\]|\\.)*")/.exec(result)?.[1];
  return message === undefined ? result : (JSON.parse(message) as string);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
