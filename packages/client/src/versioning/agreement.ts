import type {
  ClientCapabilities,
  Implementation,
  JsonObject,
  LoggingLevel,
  Revision,
  ServerCapabilities,
} from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";
import type { Multiplexer } from "../jsonrpc/multiplexer.ts";

/**
 * The client's name and capabilities, which every modern request or the legacy handshake carries.
 */
export interface ClientIdentity {
  /** The name and version. */
  readonly info: Implementation;
  /** The capabilities, those of extensions included. */
  readonly capabilities: ClientCapabilities;
  /** The capabilities in a legacy session. Default: the same. */
  readonly legacyCapabilities?: ClientCapabilities;
}

/** The agreed revision, and the server's description of itself. */
export interface Agreement {
  /** The revision of every further request. */
  readonly revision: Revision;
  /** The server's name and version; `undefined` if it names none. */
  readonly serverInfo: Implementation | undefined;
  /** The features that the server declares. */
  readonly capabilities: ServerCapabilities;
  /** The server's instructions for a model. */
  readonly instructions: string | undefined;
}

/** An open multiplexer, and the agreement made on it. */
export interface Negotiated {
  /** Open, and ready for requests. */
  readonly multiplexer: Multiplexer;
  /** The agreed revision and the server's description. */
  readonly agreement: Agreement;
}

/** The metadata of a modern request. */
export interface RequestMeta {
  /** The agreed revision, or the one to probe with. */
  readonly revision: Revision;
  /** The client's name and capabilities. */
  readonly identity: ClientIdentity;
  /** The mildest severity of log messages to send. */
  readonly logLevel?: LoggingLevel | undefined;
}

/** Adds to `params` the metadata that every modern request carries (2026-07-28, Basic, `_meta`). */
export function withRequestMeta(
  params: JsonObject | undefined,
  { revision, identity, logLevel }: RequestMeta,
): JsonObject {
  return {
    ...params,
    _meta: {
      ...(params?.["_meta"] as JsonObject | undefined),
      [MetaKey.protocolVersion]: revision,
      [MetaKey.clientInfo]: identity.info,
      [MetaKey.clientCapabilities]: identity.capabilities,
      ...(logLevel !== undefined && { [MetaKey.logLevel]: logLevel }),
    },
  };
}

const PROTOCOL_KEYS: ReadonlySet<string> = new Set(Object.values(MetaKey));

/**
 * Removes from `params` the metadata of 2026-07-28, which a legacy request must not carry: a server
 * takes it for a modern request and refuses it (-32020).
 */
export function withoutRequestMeta(params: JsonObject | undefined): JsonObject | undefined {
  const meta = params?.["_meta"];
  if (typeof meta !== "object" || meta === null) return params;
  const given = Object.entries(meta);
  const kept = given.filter(([key]) => !PROTOCOL_KEYS.has(key));
  if (kept.length === given.length) return params;
  const { _meta, ...rest } = params as JsonObject;
  return kept.length === 0 ? rest : { ...rest, _meta: Object.fromEntries(kept) };
}

/** Reads an {@link Agreement} from the result of `server/discover` or `initialize`. */
export function readAgreement(
  revision: Revision,
  result: JsonObject,
  serverInfo: unknown,
): Agreement {
  const { capabilities, instructions } = result;
  return {
    revision,
    serverInfo: readImplementation(serverInfo),
    capabilities:
      typeof capabilities === "object" && capabilities !== null
        ? (capabilities as ServerCapabilities)
        : {},
    instructions: typeof instructions === "string" ? instructions : undefined,
  };
}

/** Keeps the members of the types that readers rely on, and everything that has no type yet. */
function readImplementation(value: unknown): Implementation | undefined {
  if (typeof (value as Implementation | null | undefined)?.name !== "string") return undefined;
  const members = Object.entries(value as Implementation).filter(([name, member]) => {
    if (name === "icons") return Array.isArray(member) && member.every(isObject);
    return !TEXTS.has(name) || typeof member === "string";
  });
  return Object.fromEntries(members) as unknown as Implementation;
}

const TEXTS: ReadonlySet<string> = new Set(["title", "version", "description", "websiteUrl"]);

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
