import type {
  ClientCapabilities,
  Implementation,
  JsonObject,
  LoggingLevel,
  Revision,
  ServerCapabilities,
} from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";

/** Who the client is and what it can do, as every request or the handshake tells the server. */
export interface ClientIdentity {
  readonly info: Implementation;
  readonly capabilities: ClientCapabilities;
}

/** What client and server agreed on, or what the server said of itself. */
export interface Agreement {
  readonly revision: Revision;
  readonly serverInfo: Implementation | undefined;
  readonly capabilities: ServerCapabilities;
  readonly instructions: string | undefined;
}

/** The metadata of a modern request. */
export interface RequestMeta {
  readonly revision: Revision;
  readonly identity: ClientIdentity;
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

/** Reads an {@link Agreement} from the result of `server/discover` or `initialize`. */
export function readAgreement(
  revision: Revision,
  result: JsonObject,
  serverInfo: unknown,
): Agreement {
  const { capabilities, instructions } = result;
  return {
    revision,
    serverInfo: isImplementation(serverInfo) ? serverInfo : undefined,
    capabilities:
      typeof capabilities === "object" && capabilities !== null
        ? (capabilities as ServerCapabilities)
        : {},
    instructions: typeof instructions === "string" ? instructions : undefined,
  };
}

function isImplementation(value: unknown): value is Implementation {
  return typeof (value as Implementation | null | undefined)?.name === "string";
}
