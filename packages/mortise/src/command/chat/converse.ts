import type { Agent } from "@mortise/agent";
import { color } from "../../output/color.ts";
import { ExitCode } from "../../output/exit-code.ts";
import { toLine, toName } from "../../output/printable.ts";
import { reportError } from "../../output/report-error.ts";
import type { AnswerOptions } from "./answer-message.ts";
import { answerMessage } from "./answer-message.ts";
import { readMessage } from "./read-message.ts";

const HELP =
  "Ctrl+C stops an answer; \\ at the end of a line continues it; /tools lists the tools; /exit or Ctrl+D leaves.";

/** Talks on the terminal until the user leaves; returns the exit code. */
export async function converse(
  agent: Agent,
  options: Omit<AnswerOptions, "signal" | "stop"> & { readonly verbose: boolean },
): Promise<number> {
  const history: string[] = [];
  for (;;) {
    const message = await readMessage({ history });
    if (typeof message === "number") return message;
    if (message === "/exit" || message === "/quit") return ExitCode.ok;
    if (message === "/tools") await listTools(agent);
    else if (message.startsWith("/")) process.stdout.write(`${color.dim(HELP)}\n`);
    else if (message !== "") await answerOne(agent, message, options);
  }
}

/** Describes the model, the servers and what can be typed. */
export async function introduce(agent: Agent): Promise<void> {
  const [{ label }, tools] = await Promise.all([agent.model(), agent.tools()]);
  const counts = Object.groupBy(tools, ({ server }) => server);
  const servers = Object.entries(counts).map(
    ([name, of = []]) => `${name} (${of.length} ${of.length === 1 ? "tool" : "tools"})`,
  );
  process.stdout.write(
    [
      `${color.bold("Model")}    ${toLine(label)}`,
      `${color.bold("Servers")}  ${toLine(servers.join(", ")) || "none with tools"}`,
      color.dim(HELP),
      "",
    ].join("\n"),
  );
}

async function answerOne(
  agent: Agent,
  message: string,
  options: Omit<AnswerOptions, "signal" | "stop"> & { readonly verbose: boolean },
): Promise<void> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once("SIGINT", stop);
  try {
    await answerMessage(agent, message, { ...options, signal: controller.signal, stop });
  } catch (error) {
    if (controller.signal.aborted) process.stdout.write(`${color.dim("[Stopped]")}\n`);
    else reportError(error, { json: false, verbose: options.verbose });
  } finally {
    process.off("SIGINT", stop);
  }
}

async function listTools(agent: Agent): Promise<void> {
  for (const { tool, server, isReadOnly } of await agent.tools()) {
    const note = isReadOnly ? server : `${server}, asks first`;
    process.stdout.write(`  ${toName(tool)}  ${color.dim(toLine(note))}\n`);
  }
}
