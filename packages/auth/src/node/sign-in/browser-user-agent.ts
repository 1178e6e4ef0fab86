import type { Clock, Duration, OptionNames } from "@mortise/protocol";
import {
  checkOptions,
  isSecureUrl,
  parseDuration,
  systemClock,
  untilAborted,
} from "@mortise/protocol";
import { AuthError } from "../../error/auth-error.ts";
import type { UserAgent, Visit, VisitRequest } from "../../grant/user-agent.ts";
import type { CallbackOptions } from "./loopback-receiver.ts";
import { checkCallback, LoopbackReceiver } from "./loopback-receiver.ts";
import { openBrowser } from "./open-browser.ts";
import type { AskLine } from "./read-callback.ts";
import { askOnTerminal, readCallback } from "./read-callback.ts";

/** How the user is sent to the authorization page. */
export interface BrowserOptions {
  /** Where the browser comes back to. Default: a free port of `127.0.0.1`. */
  readonly callback?: CallbackOptions;
  /**
   * Opens the page, and returns whether it could; `false` opens none, and the user opens the printed
   * URL. Default: the browser of the operating system.
   */
  readonly open?: false | ((url: URL) => boolean | Promise<boolean>);
  /** Asks for the callback of a browser on another machine. Default: on the terminal. */
  readonly ask?: AskLine;
  /** Shows the user what to do. Default: standard error. */
  readonly show?: (text: string) => void;
  /**
   * Whether there is a user to send. Default: with `open` or `ask` there is; otherwise if standard
   * input and standard error are a terminal.
   */
  readonly interactive?: boolean;
  /** How long the user may take. Default 5 min. */
  readonly loginTimeout?: Duration;
  /** Measures the time. Default: the platform's clock. */
  readonly clock?: Clock;
}

/** The names of {@link BrowserOptions}, for the check of options that extend them. */
export const BROWSER_OPTIONS: OptionNames<BrowserOptions> = {
  callback: true,
  open: true,
  ask: true,
  show: true,
  interactive: true,
  loginTimeout: true,
  clock: true,
};

/**
 * Sends the user to the authorization page with a browser; the callback comes to a loopback port
 * (RFC 8252, 7.3), or is pasted where the browser is on another machine. The URL is always shown.
 */
export class BrowserUserAgent implements UserAgent {
  readonly #options: BrowserOptions;
  readonly #timeoutMs: number;

  /** @throws MortiseError `INVALID_OPTION` for an unknown option, and a value that one cannot have. */
  constructor(options: BrowserOptions = {}) {
    checkOptions("BrowserUserAgent", options, BROWSER_OPTIONS);
    if (options.callback !== undefined) checkCallback(options.callback);
    this.#options = options;
    this.#timeoutMs = parseDuration(options.loginTimeout ?? "5m", "loginTimeout");
  }

  /** Begins a visit, with a receiver of its own. */
  async visit({ registered, signal }: VisitRequest): Promise<Visit> {
    signal.throwIfAborted();
    if (!this.#isInteractive()) {
      throw new AuthError(
        "interaction_required",
        "A sign-in needs a user, and this program has none to ask",
        {
          hint: "sign in on a terminal first with `mortise login <url>`, or pass `open`",
        },
      );
    }
    const receiver = await LoopbackReceiver.open(this.#options.callback ?? {}, registered);
    const { redirectUri } = receiver;
    return {
      redirectUri,
      authorize: (request) => this.#authorize(receiver, request),
      [Symbol.asyncDispose]: () => receiver.close(),
    };
  }

  #isInteractive(): boolean {
    const { interactive, open, ask } = this.#options;
    if (interactive !== undefined) return interactive;
    if (typeof open === "function" || ask !== undefined) return true;
    return process.stdin.isTTY === true && process.stderr.isTTY === true;
  }

  async #authorize(
    receiver: LoopbackReceiver,
    { url, signal }: { readonly url: URL; readonly signal: AbortSignal },
  ): Promise<URL> {
    if (!isSecureUrl(url)) {
      throw new AuthError("insecure_url", `The authorization page of ${url.host} is not https`, {
        hint: "the authorization server has to publish an https URL",
      });
    }
    const { clock = systemClock, show = writeError } = this.#options;
    const timeoutMs = this.#timeoutMs;
    const end = new AbortController();
    const stop = clock.schedule(timeoutMs, () => end.abort(tooLate(url, timeoutMs)));
    const ended = AbortSignal.any([signal, end.signal]);
    try {
      const state = url.searchParams.get("state") ?? undefined;
      const received = receiver.receive(state);
      show(`Sign in at ${url.host} within ${describe(timeoutMs)}:\n\n  ${url.href}\n\n`);
      const { open = openBrowser } = this.#options;
      const isOpened = open !== false && (await open(url));
      if (isOpened) show("The page was opened in your browser.\n");
      const pasted = this.#readPasted(receiver.redirectUri, AbortSignal.any([ended, end.signal]));
      return await untilAborted(Promise.race([received, pasted]), ended);
    } finally {
      stop();
      // Ends the question on the terminal.
      end.abort(new Error("The callback came"));
    }
  }

  /** Asks until a callback is pasted; without a user to ask it waits for the race to end. */
  async #readPasted(redirectUri: string, signal: AbortSignal): Promise<URL> {
    const { ask = askOnTerminal, show = writeError } = this.#options;
    const question =
      "If the browser is on another machine, paste the address that it ends at here: ";
    while (!signal.aborted) {
      const line = await ask(question, signal).catch(() => undefined);
      if (line === undefined) break;
      const callback = readCallback(line, redirectUri);
      if (callback !== undefined) return callback;
      show(`That is not an address that begins with ${redirectUri}.\n`);
    }
    return await new Promise<never>(() => undefined);
  }
}

function tooLate(url: URL, timeoutMs: number): AuthError {
  return new AuthError(
    "login_timeout",
    `The sign-in at ${url.host} was not finished within ${describe(timeoutMs)}`,
    { hint: "begin again, or give more time with `loginTimeout`" },
  );
}

function describe(milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  return Number.isInteger(minutes) ? `${minutes} min` : `${Math.floor(milliseconds / 1_000)} s`;
}

function writeError(text: string): void {
  process.stderr.write(text);
}
