import type {
  ClientAuth,
  ClientAuthOperation,
  ClientAuthRequest,
  ClientAuthResponse,
} from "@mortise/protocol";
import {
  checkFunctions,
  describeValue,
  MortiseError,
  transportFetch,
  untilAborted,
} from "@mortise/protocol";
import { missingScopes } from "./challenge.ts";

/**
 * The largest number of challenges that are answered for one request; each answer may be a login.
 */
const MAX_CHALLENGES = 3;

/** An HTTP request that an {@link Authorizer} sends. */
export interface AuthorizedRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The URL of this hop; a redirect makes another. */
  readonly url: URL;
  /** The URL of the server, if it is another. */
  readonly server?: URL;
  /** The method and target of the message; absent for a stream and for the end of a session. */
  readonly operation?: ClientAuthOperation;
  /** Ends the request. */
  readonly signal: AbortSignal;
  /** Stops the time limit of the request; the returned function starts it again. */
  readonly suspendTimeout?: () => () => void;
}

/** Sends a request with the given headers besides its own. */
type Send = (headers: Readonly<Record<string, string | undefined>>) => Promise<Response>;

/** A refused request, and the credentials that it was sent with. */
interface Refusal {
  readonly request: AuthorizedRequest;
  readonly asked: ClientAuthRequest;
  readonly response: ClientAuthResponse;
  /** How often the credentials had been renewed when the request was sent. */
  readonly generation: number;
}

/**
 * Sends the requests of one connection with the credentials of a {@link ClientAuth}, and again when
 * a challenge was answered.
 *
 * Requests of an account that are refused at the same time share one answer, so that a user logs in
 * once. A request refused with credentials that have been renewed since is sent again without
 * asking.
 */
export class Authorizer {
  readonly #auth: ClientAuth;
  readonly #redact: (text: string) => string;
  readonly #fetch: typeof fetch | undefined;
  readonly #closing = new AbortController();
  readonly #answers = new Map<string, Promise<boolean>>();
  #generation = 0;

  /**
   * `redact` removes credentials from texts of the server and of the ClientAuth; `fetch` is that of the
   * connection, if it has one of its own.
   *
   * @throws MortiseError `INVALID_OPTION` for an `auth` that is no ClientAuth.
   */
  constructor(auth: ClientAuth, redact: (text: string) => string, fetch?: typeof globalThis.fetch) {
    checkAuth(auth);
    this.#auth = auth;
    this.#redact = redact;
    this.#fetch = fetch && transportFetch in fetch ? undefined : fetch;
  }

  /**
   * Sends a request and returns the first response that is no challenge.
   *
   * @throws MortiseError `AUTHORIZATION_FAILED`, or the MortiseError that the ClientAuth throws.
   */
  async send(request: AuthorizedRequest, send: Send): Promise<Response> {
    const { method, url, server, operation } = request;
    const asked: ClientAuthRequest = {
      method,
      url: withoutFragment(url),
      ...(server !== undefined && { server: withoutFragment(server) }),
      signal: this.#closing.signal,
      ...(operation !== undefined && { operation }),
      ...(this.#fetch !== undefined && { fetch: this.#fetch }),
    };
    for (let challenges = 0; ; challenges += 1) {
      const generation = this.#generation;
      const headers = await this.#ask(request, () => this.#auth.headers(asked));
      const response = await send(headers);
      const seen = toAuthResponse(response);
      await this.#ask(request, () => this.#auth.onResponse?.(seen, asked));
      if (!isChallenge(response)) return response;
      // A login may take minutes; the connection of the refused request is not held meanwhile.
      await response.body?.cancel().catch(() => undefined);
      const refusal = { request, asked, response: seen, generation };
      if (challenges === MAX_CHALLENGES || !(await this.#answer(refusal)))
        throw this.#refused(refusal);
    }
  }

  /** Ends logins that still run. */
  close(): void {
    this.#closing.abort(new MortiseError("CLOSED", "The connection was closed"));
  }

  /** Returns whether the request may be sent again. */
  async #answer(refusal: Refusal): Promise<boolean> {
    const { request, asked, response, generation } = refusal;
    const principal = await this.#ask(request, () => this.#auth.principal(asked));
    if (generation !== this.#generation) return true;
    const answer = this.#answers.get(principal) ?? this.#begin(principal, response, asked);
    const resume = request.suspendTimeout?.();
    try {
      return await this.#ask(request, () => answer);
    } finally {
      resume?.();
    }
  }

  #begin(
    principal: string,
    response: ClientAuthResponse,
    asked: ClientAuthRequest,
  ): Promise<boolean> {
    const answer = (async () => {
      const isRenewed = (await this.#auth.onChallenge(response, asked)) === "retry";
      if (isRenewed) this.#generation += 1;
      return isRenewed;
    })().finally(() => this.#answers.delete(principal));
    this.#answers.set(principal, answer);
    // All requests that wait for the answer may have been aborted.
    answer.catch(() => undefined);
    return answer;
  }

  #refused({ request, response }: Refusal): MortiseError {
    const { method, url } = request;
    const { status } = response;
    const header = response.header("www-authenticate");
    const challenge = header === undefined ? undefined : this.#redact(header);
    const scopes = missingScopes(challenge);
    return new MortiseError(
      "AUTHORIZATION_FAILED",
      `${method} ${url.origin + url.pathname} was answered ${status}, and \`auth\` has no credentials that the server accepts${challenge === undefined ? "" : `; it asks for ${challenge}`}`,
      {
        data: {
          status,
          ...(challenge !== undefined && { challenge }),
          ...(scopes !== undefined && { scopes }),
        },
      },
    );
  }

  /** Calls the ClientAuth and waits as long as the request lasts; a foreign error gets a type. */
  async #ask<Value>(request: AuthorizedRequest, ask: () => Value): Promise<Awaited<Value>> {
    const { method, url, signal } = request;
    try {
      return await untilAborted((async () => await ask())(), signal);
    } catch (cause) {
      if (signal.aborted || MortiseError.is(cause)) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new MortiseError(
        "AUTHORIZATION_FAILED",
        `${method} ${url.origin + url.pathname} could not be authorized: ${this.#redact(reason)}`,
        { cause },
      );
    }
  }
}

function withoutFragment({ href, hash }: URL): string {
  return href.slice(0, href.length - hash.length);
}

/** 403 without a challenge is a refusal that no other credentials would change. */
function isChallenge({ status, headers }: Response): boolean {
  return status === 401 || (status === 403 && headers.get("www-authenticate") !== null);
}

function toAuthResponse({ status, headers }: Response): ClientAuthResponse {
  return { status, header: (name) => headers.get(name.toLowerCase()) ?? undefined };
}

function checkAuth(auth: unknown): void {
  if (typeof auth !== "object" || auth === null) {
    throw new MortiseError(
      "INVALID_OPTION",
      `auth takes a ClientAuth, such as oauth() or bearer(token) of mortise/auth, not ${describeValue(auth)}`,
      { data: { option: "auth" } },
    );
  }
  const given = auth as Partial<ClientAuth>;
  if (given.headers === undefined) {
    throw new MortiseError(
      "INVALID_OPTION",
      "auth has no function headers, so it is no ClientAuth; give oauth() or bearer(token) of mortise/auth",
      { data: { option: "auth" } },
    );
  }
  checkFunctions(given, ["headers", "onChallenge", "principal"]);
}
