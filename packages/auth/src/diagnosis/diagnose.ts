import type { ClientAuth, Clock, OptionNames } from "@mortise/protocol";
import { checkOptions, systemClock } from "@mortise/protocol";
import { readAuthChallenge } from "../challenge/read-auth-challenge.ts";
import type { Discovered } from "../discovery/authorization-server.ts";
import { chooseIssuer, discoverAuthorizationServer } from "../discovery/authorization-server.ts";
import type { ProtectedResource } from "../discovery/protected-resource.ts";
import { findProtectedResource } from "../discovery/protected-resource.ts";
import { AuthError } from "../error/auth-error.ts";
import type { Fetch, FetchFor } from "../network/fetch.ts";
import { toNetwork } from "../network/network.ts";
import { checkToken } from "./check-token.ts";
import type { DiagnosisStep, Finding } from "./finding.ts";
import { note, ok, wrong } from "./finding.ts";
import type { ProbeAnswer } from "./probe-server.ts";
import { probeServer } from "./probe-server.ts";

/** How a server is examined. */
export interface DiagnosisOptions {
  /** The login to try, such as `oauth()`; it is not asked to sign in. Default: none. */
  readonly auth?: ClientAuth;
  /** Sends the messages to the server. Default: the platform's `fetch`. */
  readonly fetch?: Fetch;
  /** Gives the fetch for what the server leads to. Default: `fetch`. */
  readonly fetchFor?: FetchFor;
  /** Ends the examination. */
  readonly signal?: AbortSignal;
  /** Gives the time. Default: the platform's clock. */
  readonly clock?: Clock;
}

const OPTIONS: OptionNames<DiagnosisOptions> = {
  auth: true,
  fetch: true,
  fetchFor: true,
  signal: true,
  clock: true,
};

/**
 * Walks from the URL of a server to an authorized call, as a client does, and says what each step found
 * and its fix: the challenge, the metadata of the resource and of its authorization server, PKCE,
 * registration, the login, the audience of the token and a call with it. It registers no client and
 * signs no user in. It ends with the first step that the next ones cannot do without.
 *
 * @throws MortiseError `INVALID_OPTION` for an unknown option.
 */
export async function* diagnose(
  server: string | URL,
  options: DiagnosisOptions = {},
): AsyncGenerator<Finding, void, undefined> {
  checkOptions("diagnose", options, OPTIONS);
  const examination = new Examination(new URL(server), options);
  try {
    yield* examination.run();
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!AuthError.is(error)) throw error;
    const { hint } = error.data;
    const found = error.message.replace(`; ${hint}`, "");
    yield wrong(examination.step, found, hint);
  }
}

/** One walk; `step` is its place. */
class Examination {
  step: DiagnosisStep = "server";
  readonly #server: URL;
  readonly #options: DiagnosisOptions;
  readonly #fetch: Fetch;

  constructor(server: URL, options: DiagnosisOptions) {
    this.#server = server;
    this.#options = options;
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
  }

  async *run(): AsyncGenerator<Finding, void, undefined> {
    const answer = await this.#probe({});
    yield* describeAnswer(answer, this.#server);
    if (answer.status !== 401) return;
    this.step = "challenge";
    yield* this.#checkChallenge(answer);
    this.step = "resource";
    const found = yield* this.#findResource(answer);
    this.step = "issuer";
    const discovered = yield* this.#findIssuer(found);
    if (!discovered.isGuessed) yield* checkIssuer(discovered);
    yield* this.#tryLogin(discovered);
  }

  async #probe(headers: Readonly<Record<string, string | undefined>>): Promise<ProbeAnswer> {
    const { signal } = this.#options;
    try {
      return await probeServer(this.#server, headers, { fetch: this.#fetch, signal });
    } catch (cause) {
      signal?.throwIfAborted();
      const { origin, pathname } = this.#server;
      const reason = cause instanceof Error ? (cause.cause ?? cause) : cause;
      const why = reason instanceof Error ? reason.message : String(reason);
      throw new AuthError("unreachable", `${origin}${pathname} cannot be reached: ${why}`, {
        hint: "check the URL, and that the server is up",
        cause,
      });
    }
  }

  *#checkChallenge({ challenge }: ProbeAnswer): Generator<Finding> {
    const read = readAuthChallenge(challenge);
    if (read === undefined) {
      yield wrong(
        "challenge",
        challenge === undefined
          ? "401 comes without WWW-Authenticate"
          : "WWW-Authenticate offers neither Bearer nor DPoP",
        'have the server send `Bearer resource_metadata="…"` with 401 (RFC 9728, 5.1)',
      );
    } else if (read.resourceMetadata === undefined) {
      const fix = "add `resource_metadata` to the challenge (RFC 9728, 5.1)";
      yield note("challenge", "The challenge names no metadata; clients guess its URL", fix);
    } else {
      yield ok("challenge", `The challenge names ${withoutQuery(read.resourceMetadata)}`);
    }
  }

  async *#findResource({
    challenge,
  }: ProbeAnswer): AsyncGenerator<Finding, ProtectedResource | undefined, undefined> {
    const warnings: string[] = [];
    const challenged = readAuthChallenge(challenge)?.resourceMetadata;
    const warn = (message: string): void => void warnings.push(message);
    const found = await findProtectedResource(
      { server: this.#server, challenged, warn },
      this.#network(),
    );
    for (const warning of warnings) {
      yield note("resource", warning, "have the challenge name the URL where the metadata is");
    }
    if (found === undefined) {
      const fix = "publish protected-resource metadata (RFC 9728, 3); newer clients need it";
      yield note(
        "resource",
        "The server publishes no metadata; its origin is taken for the issuer",
        fix,
      );
    } else if (found.issuers.length === 0) {
      const fix = "add `authorization_servers` to the metadata (RFC 9728, 2)";
      yield wrong(
        "resource",
        `The metadata of ${found.resource} names no authorization server`,
        fix,
      );
    } else {
      yield ok(
        "resource",
        `The resource is ${found.resource}, with tokens of ${found.issuers.join(", ")}`,
      );
    }
    return found;
  }

  async *#findIssuer(
    found: ProtectedResource | undefined,
  ): AsyncGenerator<Finding, Discovered, undefined> {
    const issuer = chooseIssuer(this.#server, found, {});
    const request = { server: this.#server, found, issuer, quirks: {} };
    const discovered = await discoverAuthorizationServer(request, this.#network());
    if (discovered.isGuessed) {
      yield wrong(
        "issuer",
        `${issuer} publishes no metadata either, so clients cannot know where tokens come from`,
        "have the server publish protected-resource metadata that names its authorization server (RFC 9728, 3)",
      );
    } else {
      yield ok("issuer", `${issuer} publishes metadata in its own name`);
    }
    return discovered;
  }

  async *#tryLogin({ issuer, resource }: Discovered): AsyncGenerator<Finding, void, undefined> {
    const { auth, signal = new AbortController().signal, clock = systemClock } = this.#options;
    if (auth === undefined) return;
    this.step = "login";
    const { origin, pathname, search } = this.#server;
    const request = { method: "POST", url: `${origin}${pathname}${search}`, signal };
    const headers = Object.entries(await auth.headers(request));
    const authorization = headers.find(([name]) => name.toLowerCase() === "authorization")?.[1];
    if (authorization === undefined) {
      yield note(
        "login",
        "No login for this server is stored",
        `sign in: mortise login ${origin}${pathname}`,
      );
      return;
    }
    yield ok("login", "A login for this server is stored");
    this.step = "token";
    yield* checkToken({ authorization, issuer, resource, now: clock.now() });
    this.step = "call";
    const answer = await this.#probe(Object.fromEntries(headers));
    yield* describeCall(answer);
  }

  #network() {
    const { fetchFor, signal, clock } = this.#options;
    const own = fetchFor?.(this.#server, this.#options.fetch) ?? this.#fetch;
    return toNetwork({ fetch: own, clock }, signal);
  }
}

function* describeAnswer({ status, location }: ProbeAnswer, server: URL): Generator<Finding> {
  const place = `${server.origin}${server.pathname}`;
  if (status === 401) {
    yield ok("server", `${place} asks for a sign-in (401)`);
  } else if (status >= 200 && status < 300) {
    yield ok(
      "server",
      `${place} answers without a sign-in (${status}); single tools may still ask for one`,
    );
  } else if (location !== undefined) {
    yield wrong("server", `${place} redirects to ${location}`, "use that URL");
  } else if (status === 404) {
    yield wrong("server", `${place} does not exist (404)`, "check the path; it is often /mcp");
  } else if (status === 403) {
    const fix = "answer 401 with a challenge where credentials are missing (RFC 6750, 3.1)";
    yield wrong("server", `${place} refuses with 403 instead of asking for a sign-in`, fix);
  } else if (status >= 500) {
    yield wrong("server", `${place} fails (${status})`, "look into the server's log");
  } else {
    // 400 and 406 are about the message, which was let in.
    yield note("server", `${place} answers ${status} and asks for no sign-in`);
  }
}

function* checkIssuer({ issuer, metadata }: Discovered): Generator<Finding> {
  const methods = metadata.code_challenge_methods_supported;
  if (methods?.includes("S256")) yield ok("pkce", "PKCE with S256 is offered");
  else {
    yield wrong(
      "pkce",
      `${issuer} does not say that it supports PKCE with S256`,
      'publish `code_challenge_methods_supported`, or name the identity provider: `quirks: "entra"`, or mortise login --quirks entra',
    );
  }
  const ways = [
    metadata["client_id_metadata_document_supported"] === true && "client-id metadata documents",
    metadata.registration_endpoint !== undefined && "dynamic registration",
  ].filter((way) => way !== false);
  if (ways.length > 0) yield ok("registration", `Clients come by ${ways.join(" and ")}`);
  else {
    yield note(
      "registration",
      `${issuer} registers no clients by itself`,
      "register a client there, and give its id: mortise login <url> --client-id <id>",
    );
  }
}

function* describeCall({ status, challenge }: ProbeAnswer): Generator<Finding> {
  const { error } = readAuthChallenge(challenge) ?? {};
  if (status === 401) {
    const why = error === undefined ? "" : `, ${error}`;
    const fix = "compare issuer, audience and expiry above with the options of the server";
    yield wrong("call", `The server refuses the token (401${why})`, fix);
  } else if (status === 403) {
    const why = error === undefined ? "" : `, ${error}`;
    yield wrong("call", `The token may not do this (403${why})`, "sign in again with more scopes");
  } else {
    yield ok("call", `The server lets the token in (${status})`);
  }
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, "").slice(0, 200);
}
