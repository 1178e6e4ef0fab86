import { AuthError } from "../error/auth-error.ts";
import type { Network } from "./network.ts";

/** The most bytes of an answer that are read; the largest key sets have 50 kB. */
const MAX_BYTES = 1_000_000;
/** Redirects that are followed, within one origin. */
const MAX_REDIRECTS = 3;

/** The answer to a request for JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The object; `undefined` if the body is something else, such as a page of HTML. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Sends a request and reads the JSON object of its answer, whatever the status is.
 *
 * A GET follows three redirects within its origin. Nothing else follows any, because the body may hold
 * a secret. Rejects with the reason of the signal when it aborts.
 *
 * @throws AuthError `unreachable` if there is no answer in time, or one of more than 1 MB.
 */
export async function requestJson(
  url: URL | string,
  init: RequestInit,
  network: Network,
): Promise<JsonAnswer> {
  const target = new URL(url);
  const { clock, timeoutMs, signal } = network;
  const timer = new AbortController();
  const cancel = clock.schedule(timeoutMs, () =>
    timer.abort(new Error(`no answer within ${timeoutMs / 1000} s`)),
  );
  try {
    const ended = signal ? AbortSignal.any([signal, timer.signal]) : timer.signal;
    const response = await send(target, { ...init, signal: ended }, network);
    const body = await readObject(response);
    return { status: response.status, headers: response.headers, body };
  } catch (cause) {
    signal?.throwIfAborted();
    // A guarded fetch says itself why it refused an address.
    if (AuthError.is(cause)) throw cause;
    throw unreachable(target, timer.signal.aborted ? timer.signal.reason : cause);
  } finally {
    cancel();
  }
}

async function send(url: URL, init: RequestInit, { fetch }: Network): Promise<Response> {
  let target = url;
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(target, { ...init, redirect: "manual" });
    const location = response.headers.get("location");
    const isRedirect = response.status >= 300 && response.status < 400 && location !== null;
    if (!isRedirect || (init.method ?? "GET") !== "GET" || redirects === MAX_REDIRECTS) {
      return response;
    }
    if (!URL.canParse(location, target)) return response;
    const next = new URL(location, target);
    if (next.origin !== url.origin) return response;
    await response.body?.cancel();
    target = next;
  }
}

async function readObject(response: Response): Promise<JsonAnswer["body"]> {
  const text = await readText(response);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return value as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

async function readText({ body }: Response): Promise<string> {
  if (!body) return "";
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error(`the answer is larger than ${MAX_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The query of a URL may hold a secret, which no message may have. */
function unreachable({ origin, pathname }: URL, cause: unknown): AuthError {
  const reason = reasonOf(cause);
  // A browser keeps from scripts whether CORS or the network failed (Fetch Standard, 4.1).
  const { location } = globalThis as { readonly location?: { readonly origin?: string } };
  const page = location?.origin;
  const corsHint =
    page !== undefined && page !== origin && cause instanceof TypeError
      ? `a page reads answers of another origin by CORS alone: have the server send Access-Control-Allow-Origin for ${page}, or `
      : "";
  return new AuthError("unreachable", `${origin}${pathname} gave no answer: ${reason}`, {
    hint: `${corsHint}check the address, the network and the proxy between, and try again`,
    cause,
  });
}

/** A failed fetch has its reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== "" ? cause.message : error.message;
}
