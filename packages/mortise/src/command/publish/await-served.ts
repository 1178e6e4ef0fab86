import { MortiseError, pause, systemClock } from "@mortise/protocol";

/** A page that is asked until it has what is wanted. */
export interface Question {
  readonly url: string;
  /** Names the page in errors, such as `npm`. */
  readonly owner: string;
  /** Returns whether a document is what is wanted; throws for one that never will be. */
  readonly accepts: (document: object) => boolean;
  /** In milliseconds; none asks once. */
  readonly wait: number;
  readonly signal: AbortSignal;
}

const REQUEST_MS = 20_000;
const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 10_000;

/**
 * Asks a page for a document until it is what is wanted; returns whether it was in time.
 *
 * Rejects with MortiseError `INVALID_OPTION` for what is no URL of a page, `CONNECTION_FAILED` for a page that cannot
 * be reached, and `HTTP_ERROR` for one that answers neither with a document nor with 404.
 */
export async function awaitServed({ wait, ...question }: Question): Promise<boolean> {
  requireUrl(question);
  const end = Date.now() + wait;
  for (let step = FIRST_PAUSE_MS; ; step = Math.min(step * 2, LAST_PAUSE_MS)) {
    if (await ask(question)) return true;
    const left = end - Date.now();
    if (left <= 0) return false;
    await pause(Math.min(step, left), { clock: systemClock, signal: question.signal });
    question.signal.throwIfAborted();
  }
}

async function ask({ url, owner, accepts, signal }: Omit<Question, "wait">): Promise<boolean> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
    });
  } catch (cause) {
    signal.throwIfAborted();
    const message = `${owner} cannot be reached at ${new URL(url).origin}: ${describe(cause)}`;
    throw new MortiseError("CONNECTION_FAILED", message, { cause });
  }
  const { status, ok } = response;
  if (status === 404 || status === 429 || status >= 500) {
    await response.body?.cancel();
    return false;
  }
  if (!ok) {
    await response.body?.cancel();
    throw new MortiseError("HTTP_ERROR", `${owner} answered ${url} with ${status}`, {
      data: { status },
    });
  }
  return accepts(parse(await readText(response, signal), { url, owner }));
}

function requireUrl({ url, owner }: Pick<Question, "url" | "owner">): void {
  const { protocol = "", username, password } = URL.parse(url) ?? {};
  if (/^https?:$/.test(protocol) && username === "" && password === "") return;
  throw new MortiseError(
    "INVALID_OPTION",
    `${owner} is asked at an http or https URL without credentials; give another one`,
  );
}

async function readText(response: Response, signal: AbortSignal): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    signal.throwIfAborted();
    const message = `The answer of ${new URL(response.url).origin} broke off: ${describe(cause)}`;
    throw new MortiseError("CONNECTION_FAILED", message, { cause });
  }
}

function parse(text: string, { url, owner }: Pick<Question, "url" | "owner">): object {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // Refused below, as JSON without members is.
  }
  if (typeof document === "object" && document !== null) return document;
  throw new MortiseError("HTTP_ERROR", `${owner} answered ${url} with no JSON object`, {
    data: { status: 200 },
  });
}

function describe(cause: unknown): string {
  const { message, cause: inner } = cause as Error;
  return inner instanceof Error ? inner.message : message;
}
