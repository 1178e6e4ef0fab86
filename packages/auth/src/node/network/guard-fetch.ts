import { lookup } from "node:dns/promises";
import type { Clock, Duration, OptionNames } from "@mortise/protocol";
import {
  checkOptions,
  MortiseError,
  parseDuration,
  systemClock,
  untilAborted,
} from "@mortise/protocol";
import { AuthError } from "../../error/auth-error.ts";
import type { Fetch, FetchFor } from "../../network/fetch.ts";
import type { HttpAgents } from "./http-exchange.ts";
import { createAgents, exchange } from "./http-exchange.ts";
import type { Resolve } from "./network-policy.ts";
import { checkCredentials, NetworkPolicy } from "./network-policy.ts";
import { limitResponse } from "./response-limit.ts";

/** The addresses that a server may lead to, and how they are reached. */
export interface GuardOptions {
  /**
   * Which addresses a server may lead to. `own`: public ones, and for a server in a private network or
   * on this machine also those of its own kind. `public-only`: public ones alone, for clients that run
   * on a server for others. Default `own`.
   */
  readonly network?: "own" | "public-only";
  /** Names and addresses of hosts that may be led to whatever their address is. Default: none. */
  readonly allowHosts?: readonly string[];
  /**
   * Sends the requests, such as through a proxy. It resolves names itself, so that only addresses that
   * stand in URLs are checked. Default: the `fetch` of the connection if it was given one, the
   * platform's where `NODE_USE_ENV_PROXY` asks for proxies, otherwise `node:https`.
   */
  readonly fetch?: Fetch;
  /** Certificates to trust beside those of Node, as PEM. Default: none. */
  readonly ca?: string | readonly string[];
  /** The time limit of one request, its redirects and its body included. Default 10 s. */
  readonly requestTimeout?: Duration;
  /** The longest response, in bytes. Default 1 MiB. */
  readonly maxResponseBytes?: number;
  /** Resolves names. Default: the resolver of the operating system. */
  readonly resolve?: Resolve;
  /** Measures the time limit. Default: the platform's clock. */
  readonly clock?: Clock;
}

const OPTIONS: OptionNames<GuardOptions> = {
  network: true,
  allowHosts: true,
  fetch: true,
  ca: true,
  requestTimeout: true,
  maxResponseBytes: true,
  resolve: true,
  clock: true,
};

/** More redirects than this are a loop. */
const MAX_REDIRECTS = 3;
/** Node reads this once too, when it starts. */
const isProxied = process.env["NODE_USE_ENV_PROXY"] === "1";

/**
 * Makes a fetch for what servers lead to that keeps public servers away from private addresses
 * (2026-07-28, Security Best Practices, Server-Side Request Forgery; RFC 9728, 7.7).
 *
 * It speaks https, and http only with this machine and the server's own origin. The addresses that a
 * name resolves to are checked and then connected to, so that a name cannot change in between. A
 * redirect is followed for GET alone, within its origin, three times at most; any other one is the
 * response. Responses are read whole.
 *
 * The returned fetch rejects with AuthError `blocked_address`, `insecure_url`, `invalid_metadata` for a
 * response that is too long, and `unreachable`; with MortiseError `TIMEOUT` after the time limit.
 *
 * @throws MortiseError `INVALID_OPTION` for an unknown option.
 */
export function guardFetch(options: GuardOptions = {}): FetchFor {
  checkOptions("guardFetch", options, OPTIONS);
  const {
    requestTimeout = "10s",
    maxResponseBytes: maxBytes = 1024 * 1024,
    network = "own",
    allowHosts = [],
    resolve = resolveByPlatform,
    clock = systemClock,
  } = options;
  if (network !== "own" && network !== "public-only") {
    throw new MortiseError(
      "INVALID_OPTION",
      `network is ${JSON.stringify(network)}; it is "own" or "public-only"`,
      { data: { option: "network" } },
    );
  }
  const timeoutMs = parseDuration(requestTimeout, "requestTimeout");
  return (server, base) => {
    const sender = options.fetch ?? base ?? (isProxied ? globalThis.fetch : undefined);
    const policy = new NetworkPolicy(server, { network, allowHosts, resolve });
    const agents = createAgents(options.ca);
    const guard = new Guard({ policy, resolve, maxBytes, timeoutMs, clock, agents, sender });
    return async (input, init) => {
      // The platform refuses these itself, and repeats the password.
      if (!(input instanceof Request)) checkCredentials(new URL(input));
      return await guard.fetch(new Request(input, init));
    };
  };
}

interface GuardSettings {
  readonly policy: NetworkPolicy;
  readonly resolve: Resolve;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly agents: HttpAgents;
  readonly sender: Fetch | undefined;
}

/** Sends the requests for one server under its policy. */
class Guard {
  readonly #settings: GuardSettings;

  constructor(settings: GuardSettings) {
    this.#settings = settings;
  }

  async fetch(request: Request): Promise<Response> {
    const { timeoutMs, clock } = this.#settings;
    const url = new URL(request.url);
    const late = new AbortController();
    const stop = clock.schedule(timeoutMs, () => late.abort(tooLate(url, timeoutMs)));
    const signal = AbortSignal.any([request.signal, late.signal]);
    try {
      return await untilAborted(this.#follow(request, signal), signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw MortiseError.is(error) ? error : unreachable(url, error);
    } finally {
      stop();
    }
  }

  async #follow(request: Request, signal: AbortSignal): Promise<Response> {
    let next = request;
    for (let hop = 0; ; hop += 1) {
      const response = await this.#send(next, signal);
      const target = readRedirect(response, next);
      if (target === undefined || hop === MAX_REDIRECTS) return response;
      next = new Request(target, { headers: next.headers });
    }
  }

  async #send(request: Request, signal: AbortSignal): Promise<Response> {
    const { policy, resolve, maxBytes, agents, sender } = this.#settings;
    const url = new URL(request.url);
    await policy.checkUrl(url);
    if (sender !== undefined) {
      const { method, headers } = request;
      // A Request of this realm is none to a fetch of another copy of undici.
      const body = request.body === null ? {} : { body: await request.text() };
      const init = { method, headers, ...body, redirect: "manual", signal } as const;
      return await limitResponse(await sender(url, init), url, maxBytes);
    }
    const resolveChecked = async (hostname: string) => {
      const addresses = await resolve(hostname);
      await policy.checkAddresses(
        url,
        addresses.map(({ address }) => address),
      );
      return addresses;
    };
    return await exchange(request, { agents, resolve: resolveChecked, maxBytes, signal });
  }
}

function readRedirect({ status, headers }: Response, { method, url }: Request): URL | undefined {
  const location = headers.get("location");
  const isRedirect = status > 300 && status < 309 && status !== 304 && method === "GET";
  const target = isRedirect && location !== null ? URL.parse(location, url) : null;
  return target !== null && target.origin === new URL(url).origin ? target : undefined;
}

const resolveByPlatform: Resolve = (hostname) => lookup(hostname, { all: true });

function tooLate({ origin, pathname }: URL, timeoutMs: number): MortiseError {
  return new MortiseError("TIMEOUT", `${origin}${pathname} did not answer within ${timeoutMs} ms`, {
    data: { timeoutMs },
  });
}

function unreachable({ origin, pathname }: URL, cause: unknown): AuthError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new AuthError(
    "unreachable",
    `${origin}${pathname} cannot be reached (${code ?? message})`,
    {
      hint: "check the URL, and that the server is up",
      cause,
    },
  );
}
