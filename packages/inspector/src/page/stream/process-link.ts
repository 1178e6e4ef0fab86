import type { Control, ControlRefusal, Failure, InspectorEvent } from "../../contract/index.ts";
import { parseExactJson } from "../../contract/index.ts";
import { readLines } from "./read-lines.ts";

/** The state of the stream from the process. */
export type LinkStatus = "opening" | "open" | "lost" | "refused";

/** A request of the page that the process refused, or that did not reach it. */
export class ControlError extends Error {
  readonly failure: Failure;
  readonly status: number;

  constructor(failure: Failure, status: number) {
    super(failure.cause);
    this.name = "ControlError";
    this.failure = failure;
    this.status = status;
  }
}

/** The receiver of everything that the process sends. */
interface LinkListener {
  readonly onEvents: (events: readonly InspectorEvent[]) => void;
  readonly onStatus: (status: LinkStatus, refusal?: Failure) => void;
}

/** The way to the process behind the page. */
export interface ProcessLink {
  /** Follows the events until `signal` aborts, and reconnects meanwhile. */
  readonly follow: (listener: LinkListener, signal: AbortSignal) => Promise<void>;
  /** @throws ControlError when the process refuses, or is not reached. */
  readonly control: <Name extends keyof Control>(
    name: Name,
    body: Control[Name][0],
    signal?: AbortSignal,
  ) => Promise<Control[Name][1]>;
  /** Reads a text that is too large for the events: `frame?id=` or `result?call=`. */
  readonly read: (path: string, signal?: AbortSignal) => Promise<string>;
}

const CONTROL_MS = 120_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4_000;

/** @param base The path of the page, with a slash at its end. */
export function createProcessLink(base: string, token: string | undefined): ProcessLink {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };

  async function ask(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${base}_inspect/${path}`, {
        ...init,
        headers: { ...authorization, ...(init.headers as Record<string, string>) },
        cache: "no-store",
      });
    } catch (error) {
      if (init.signal?.aborted === true && init.signal.reason?.name === "AbortError") throw error;
      throw new ControlError(UNREACHED, 0);
    }
    if (!response.ok) throw new ControlError(await readRefusal(response), response.status);
    return response;
  }

  return {
    control: async (name, body, signal) => {
      const limit = AbortSignal.timeout(CONTROL_MS);
      const response = await ask(name, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      return await response.json();
    },
    read: async (path, signal) => {
      const limit = AbortSignal.timeout(CONTROL_MS);
      const response = await ask(path, {
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      return await response.text();
    },
    follow: (listener, signal) =>
      followEvents((since) => ask(`events${since}`, { signal }), listener, signal),
  };
}

const UNREACHED: Failure = {
  code: "PROCESS_GONE",
  step: "reach the inspector's process",
  cause: "The process that started this page does not answer.",
  fix: "Start the command again in the terminal; this page reconnects by itself.",
};

async function readRefusal(response: Response): Promise<Failure> {
  const body = (await response.json().catch(() => undefined)) as ControlRefusal | undefined;
  if (typeof body?.error?.cause === "string") return body.error;
  return {
    code: `HTTP_${response.status}`,
    step: "read the answer of the inspector's process",
    cause: `It answered with the HTTP status ${response.status}.`,
    fix: "Open the URL that the terminal printed.",
  };
}

async function followEvents(
  open: (since: string) => Promise<Response>,
  { onEvents, onStatus }: LinkListener,
  signal: AbortSignal,
): Promise<void> {
  let last: number | undefined;
  let run: string | undefined;
  let wait = FIRST_WAIT_MS;
  while (!signal.aborted) {
    try {
      const response = await open(last === undefined ? "" : `?since=${last}&run=${run ?? ""}`);
      for await (const lines of readLines(response.body as ReadableStream<Uint8Array>)) {
        const events = lines.map((line) => parseExactJson(line) as InspectorEvent);
        for (const event of events) {
          last = event.sequence;
          // The numbers of another run of the process count other events.
          if (event.type === "info") run = event.info.run;
        }
        wait = FIRST_WAIT_MS;
        onEvents(events);
        onStatus("open");
      }
      if (!signal.aborted) onStatus("lost");
    } catch (error) {
      if (signal.aborted) return;
      const refused = error instanceof ControlError && [401, 403].includes(error.status);
      onStatus(refused ? "refused" : "lost", refused ? error.failure : undefined);
    }
    await pause(wait, signal);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

/** Waits, at most until the window gets the focus or the network comes back. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      globalThis.removeEventListener("online", end);
      globalThis.removeEventListener("focus", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    globalThis.addEventListener("online", end);
    globalThis.addEventListener("focus", end);
    signal.addEventListener("abort", end);
  });
}
