import type { CallToolOptions, Client, ToolResult } from "@mortise/client";
import type { Duration, JsonValue } from "@mortise/protocol";
import { MortiseError, parseDuration } from "@mortise/protocol";
import { errorColor } from "../../output/color.ts";
import { toName } from "../../output/printable.ts";
import { drawProgress } from "../../output/progress-bar.ts";
import { startSpinner } from "../../output/spinner.ts";
import type { CallContext } from "./await-task.ts";

/**
 * Calls a tool with its progress on the terminal. Ctrl+C and `--timeout` end a call; one that became a task is
 * left to go on.
 */
export async function callWithProgress(
  client: Client,
  { name, values, meta }: { name: string; values: Record<string, JsonValue> } & CallToolOptions,
  { signal, timeout }: CallContext,
): Promise<ToolResult> {
  const plain = new AbortController();
  const leave = new AbortController();
  let end = (): void => plain.abort(signal.reason);
  const interrupt = (): void => end();
  if (signal.aborted) interrupt();
  signal.addEventListener("abort", interrupt, { once: true });
  let timer: NodeJS.Timeout | undefined;
  let left: string | undefined;
  const onTask = (id: string): void => {
    end = () => leave.abort(signal.reason);
    if (timeout !== undefined) {
      timer = setTimeout(
        () => {
          left = id;
          leave.abort();
        },
        parseDuration(timeout, "timeout"),
      );
    }
    note(
      `this call is the task ${toName(id)}; it goes on after Ctrl+C, and --task ${toName(id)} in place of the arguments waits for it again`,
    );
  };
  const spinner = startSpinner(name);
  try {
    return await client.callTool(name, values, {
      ...(meta !== undefined && { meta }),
      signal: plain.signal,
      wait: leave.signal,
      onTask: ({ id }) => onTask(id),
      onProgress: (progress) => spinner.update(`${name}  ${drawProgress(progress)}`),
    });
  } catch (error) {
    if (left === undefined || timeout === undefined) throw error;
    throw notInTime(left, timeout);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", interrupt);
    spinner.stop();
  }
}

function notInTime(taskId: string, timeout: Duration): MortiseError {
  const timeoutMs = parseDuration(timeout, "timeout");
  return new MortiseError(
    "TIMEOUT",
    `The task has not ended within ${timeoutMs} ms and goes on; --task ${toName(taskId)} waits for it again`,
    { data: { timeoutMs, taskId } },
  );
}

function note(text: string): void {
  process.stderr.write(`${errorColor.yellow("note")} ${text}\n`);
}
