import { createInterface } from "node:readline/promises";

/** Asks for a line of text; `undefined` without a user to ask. */
export type AskLine = (question: string, signal: AbortSignal) => Promise<string | undefined>;

/**
 * Reads the URL of the callback as the user copies it from the address bar of a browser on another
 * machine: the whole URL, or its query. `undefined` for anything else.
 */
export function readCallback(pasted: string, redirectUri: string): URL | undefined {
  const text = pasted.trim();
  const own = new URL(redirectUri);
  const url = URL.parse(
    /^https?:\/\//i.test(text) ? text : `?${text.replace(/^\?/, "")}`,
    redirectUri,
  );
  if (url === null || url.pathname !== own.pathname) return undefined;
  if (!url.searchParams.has("code") && !url.searchParams.has("error")) return undefined;
  const callback = new URL(own);
  callback.search = url.search;
  return callback;
}

/** Asks on the terminal. */
export async function askOnTerminal(
  question: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // The terminal would keep Ctrl+C to itself.
  terminal.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await terminal.question(question, { signal });
  } finally {
    terminal.close();
  }
}
