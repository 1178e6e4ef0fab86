import type { Client, ToolResult } from "@mortise/client";
import type { Duration } from "@mortise/protocol";
import { toName } from "../../output/printable.ts";
import { drawProgress } from "../../output/progress-bar.ts";
import { startSpinner } from "../../output/spinner.ts";

/** The limits of a call. */
export interface CallContext {
  /** Aborts on Ctrl+C. */
  readonly signal: AbortSignal;
  /** The limit that `--timeout` sets; `undefined` without it. */
  readonly timeout: Duration | undefined;
}

/** Waits for a task of an earlier call with its progress on the terminal; Ctrl+C leaves it. */
export async function awaitTask(
  client: Client,
  { id, tool }: { readonly id: string; readonly tool: string | undefined },
  { signal, timeout }: CallContext,
): Promise<ToolResult> {
  const title = tool ?? `task ${toName(id)}`;
  const spinner = startSpinner(title);
  try {
    return await client.task(id, tool).result({
      signal,
      ...(timeout !== undefined && { wait: timeout }),
      onProgress: (progress) => spinner.update(`${title}  ${drawProgress(progress)}`),
    });
  } finally {
    spinner.stop();
  }
}
