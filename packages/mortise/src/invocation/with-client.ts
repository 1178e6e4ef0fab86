import type { Client, ConnectOptions } from "@mortise/client";
import type { ElicitResult } from "@mortise/protocol";
import { canAsk } from "../output/can-ask.ts";
import { errorColor } from "../output/color.ts";
import { showLog } from "../output/show-log.ts";
import { startSpinner } from "../output/spinner.ts";
import type { CommandTarget } from "../target/command-target.ts";
import type { CommandSession } from "./command-session.ts";
import type { ConnectionFlags } from "./connection-options.ts";
import { refuseForeignOptions, toConnectionOptions } from "./connection-options.ts";
import { ServerLog } from "./server-log.ts";

/** The parts of a command beside the client. */
export interface UseContext {
  /** Aborts on Ctrl+C. */
  readonly signal: AbortSignal;
  readonly log: ServerLog;
}

/** Connects, lets `use` work with the client under the signal of Ctrl+C, and closes the connection. */
export async function withClient(
  target: CommandTarget,
  flags: ConnectionFlags,
  session: CommandSession,
  use: (client: Client, context: UseContext) => Promise<void>,
): Promise<void> {
  const log = new ServerLog();
  const options = { ...toConnectionOptions(flags), onStderr: (text: string) => log.push(text) };
  refuseForeignOptions(target, options);
  const signal = session.interruption.listen();
  const spinner = startSpinner(`Connecting to ${target.label}`);
  const onLog = flags.verbose ? { onLog: showLog } : {};
  let client: Client;
  try {
    const elicit = canAsk() ? { elicit: askOnTerminal() } : {};
    const { connectTarget } = await import("../target/connect-target.ts");
    client = await connectTarget(target, options, { signal, ...elicit, ...onLog, onAccount });
  } finally {
    spinner.stop();
  }
  try {
    await use(client, { signal, log });
  } finally {
    await client.close();
  }
  if (!flags.verbose) log.report();
}

function onAccount(description: string): void {
  process.stderr.write(`${errorColor.dim(`signed in as ${description}`)}\n`);
}

/** Asks the user; a form that is asked again begins with the answers that did not fit. */
function askOnTerminal(): NonNullable<ConnectOptions["elicit"]> {
  const last = new Map<string, ElicitResult>();
  return async (params, context) => {
    const { askUser } = await import("../output/ask-user.ts");
    const { content } = (context.reason && last.get(params.message)) || {};
    const answer = await askUser(params, { ...context, ...(content && { last: content }) });
    last.clear();
    last.set(params.message, answer);
    return answer;
  };
}
