import { isSecureUrl } from "@mortise/protocol";
import { AuthError } from "../error/auth-error.ts";
import { quote } from "../error/quote.ts";
import type { Network } from "../network/network.ts";
import { requestJson } from "../network/request-json.ts";
import { parseUrl } from "../network/web-url.ts";
import { isResourceOf } from "./resource-match.ts";

/** The members of protected-resource metadata that a client uses (RFC 9728, 2). */
export interface ProtectedResource {
  /** The resource identifier, byte for byte as the server publishes it. */
  readonly resource: string;
  /** The issuers that the server accepts tokens of, in its order; empty if it names none. */
  readonly issuers: readonly string[];
  /** The scopes that the server knows. */
  readonly scopes: readonly string[] | undefined;
}

/** Where the metadata of a server is looked for. */
export interface ProtectedResourceRequest {
  readonly server: URL;
  /** The URL that a challenge named (RFC 9728, 5.1). */
  readonly challenged: string | undefined;
  /** Receives what is wrong with the server and did not keep it from being used. */
  readonly warn: (message: string) => void;
}

/**
 * Finds the protected-resource metadata of a server; `undefined` if it publishes none.
 *
 * The URL of the challenge comes first, then the well-known URL of the path, then that of the root
 * (2026-07-28, Authorization, Protected Resource Metadata Discovery). At a URL that was guessed any 4xx
 * and any answer that is no metadata mean that there is none; so does 404 at one of the challenge, on the
 * origin of the server.
 *
 * @throws AuthError `resource_mismatch` for metadata of another resource, `invalid_metadata`,
 * `insecure_url`, `no_metadata` for a challenge that leads nowhere, `unreachable`.
 */
export async function findProtectedResource(
  { server, challenged, warn }: ProtectedResourceRequest,
  network: Network,
): Promise<ProtectedResource | undefined> {
  if (challenged !== undefined) {
    const url = checkChallenged(challenged, server);
    const answer = await requestJson(url, ACCEPT, network).catch((error: unknown) => {
      throw url.origin === server.origin ? error : explainForeign(error, url, server);
    });
    if (answer.status === 200 && answer.body) return readMetadata(answer.body, url, server);
    if (answer.status !== 404 || url.origin !== server.origin) {
      throw new AuthError(
        answer.status >= 500 ? "unreachable" : "no_metadata",
        `${show(url)}, which the server names as its metadata, answered ${answer.status}${answer.status === 200 ? " without a JSON object" : ""}`,
        {
          hint: "have the server name the URL of its protected-resource metadata (RFC 9728, 5.1)",
          status: answer.status,
        },
      );
    }
    warn(
      `${show(url)}, which the server names as its metadata, does not exist; the well-known URLs are tried`,
    );
  }
  let failure: AuthError | undefined;
  for (const url of guessUrls(server)) {
    const { status, body } = await requestJson(url, ACCEPT, network);
    if (status === 200 && body && isMetadata(body)) return readMetadata(body, url, server);
    if (status >= 500) {
      failure ??= new AuthError("unreachable", `${show(url)} answered ${status}`, {
        hint: "the server fails; try again later",
        status,
      });
    }
  }
  if (failure !== undefined) throw failure;
  return undefined;
}

/** A server that is tried out on another address than its public one leads to a host that is not there. */
function explainForeign(error: unknown, url: URL, server: URL): unknown {
  if (!AuthError.is(error) || error.data.code !== "unreachable") return error;
  const { message, data, cause } = error;
  const problem = message.replace(`; ${data.hint}`, "");
  return new AuthError("unreachable", `${problem}, and ${server.origin} has its metadata there`, {
    hint: `connect to the public URL of the server, at ${url.origin}; or give the server ${show(server)} as its resource, or under development neither resource nor audience`,
    cause,
  });
}

const ACCEPT: RequestInit = { headers: { accept: "application/json" } };
const WELL_KNOWN = "/.well-known/oauth-protected-resource";

function guessUrls({ origin, pathname, search }: URL): readonly URL[] {
  const path = pathname === "/" ? "" : pathname;
  const root = new URL(WELL_KNOWN, origin);
  return path === "" && search === ""
    ? [root]
    : [new URL(`${WELL_KNOWN}${path}${search}`, origin), root];
}

function checkChallenged(challenged: string, server: URL): URL {
  const url = parseUrl(challenged);
  const isSafe =
    url !== undefined && isSecureUrl(url) && url.username === "" && url.password === "";
  // A server without TLS, such as one of an intranet, may name its own metadata.
  if (url !== undefined && (isSafe || url.origin === server.origin)) return url;
  throw new AuthError(
    "insecure_url",
    `The server names ${quote(challenged)} as its metadata, which is no https URL`,
    { hint: "have the server name an https URL" },
  );
}

/** Servers that answer every path answer with objects of all kinds. */
function isMetadata(body: Readonly<Record<string, unknown>>): boolean {
  return "resource" in body || "authorization_servers" in body;
}

function readMetadata(
  body: Readonly<Record<string, unknown>>,
  url: URL,
  server: URL,
): ProtectedResource {
  const { resource, authorization_servers: issuers, scopes_supported: scopes } = body;
  if (typeof resource !== "string") {
    throw new AuthError("invalid_metadata", `The metadata at ${show(url)} names no resource`, {
      hint: "have the server publish its resource identifier (RFC 9728, 2)",
    });
  }
  if (!isResourceOf(resource, server)) {
    throw new AuthError(
      "resource_mismatch",
      `The metadata at ${show(url)} is of ${quote(resource)}, not of ${show(server)}`,
      {
        hint: "connect to the URL that the server names as its resource, or have the server name this one",
      },
    );
  }
  return { resource, issuers: readIssuers(issuers, url), scopes: toTexts(scopes) };
}

/** Another form would send a client to the origin of the server, whose answer says nothing of the cause. */
function readIssuers(issuers: unknown, url: URL): readonly string[] {
  if (issuers === undefined || issuers === null) return [];
  const texts = toTexts(issuers);
  if (Array.isArray(issuers) && texts?.length === issuers.length) return texts;
  throw new AuthError(
    "invalid_metadata",
    `authorization_servers in the metadata at ${show(url)} is no list of issuers`,
    { hint: 'have the server publish a list of URLs: ["https://id.example"] (RFC 9728, 2)' },
  );
}

function toTexts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((each): each is string => typeof each === "string" && each !== "");
}

/** The query of a server's URL may hold a secret. */
function show({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}
