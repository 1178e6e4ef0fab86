import type { Client, InputContext, LogEntry } from "@mortise/client";
import type { ElicitRequestParams, ElicitResult } from "@mortise/protocol";
import { canAsk } from "../output/can-ask.ts";
import { toLine } from "../output/printable.ts";
import { startSpinner } from "../output/spinner.ts";
import type { CommandTarget } from "../target/parse-target.ts";
import type { CommandSession } from "./command-session.ts";
import type { ConnectionFlags } from "./connection-options.ts";
import { toConnectionOptions } from "./connection-options.ts";

/** Connects, lets `use` work with the client under the signal of Ctrl+C, and closes the connection. */
export async function withClient(
  target: CommandTarget,
  flags: ConnectionFlags,
  session: CommandSession,
  use: (client: Client, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const options = toConnectionOptions(flags);
  const signal = session.interruption.listen();
  const spinner = startSpinner(`Connecting to ${target.label}`);
  const onLog = flags.verbose ? { onLog: showLog } : {};
  let client: Client;
  try {
    const elicit = canAsk() ? { elicit: askOnTerminal } : {};
    const { connectTarget } = await import("../target/connect-target.ts");
    client = await connectTarget(target, options, { signal, ...elicit, ...onLog });
  } finally {
    spinner.stop();
  }
  try {
    await use(client, signal);
  } finally {
    await client.close();
  }
}

async function askOnTerminal(
  params: ElicitRequestParams,
  context: InputContext,
): Promise<ElicitResult> {
  const { askUser } = await import("../output/ask-user.ts");
  return askUser(params, context);
}

function showLog({ level, logger, data }: LogEntry): void {
  const text = typeof data === "string" ? data : JSON.stringify(data);
  process.stderr.write(`${level}${logger ? ` ${logger}` : ""}: ${toLine(text)}\n`);
}
