import type {
  ClientCapabilities,
  Implementation,
  JsonObject,
  LoggingLevel,
  Principal,
  Revision,
} from "@mortise/protocol";
import {
  ErrorCode,
  isLoggingLevel,
  isRevision,
  negotiateLegacyRevision,
  ProtocolError,
} from "@mortise/protocol";
import { measureJson } from "./measure-json.ts";

/** The state of a session for any instance that serves it: everything outside one process. */
export interface SessionRecord {
  /** Grows with each change. */
  readonly version: number;
  readonly revision: Revision;
  readonly info?: Implementation | undefined;
  readonly capabilities: ClientCapabilities;
  /** {@link Principal.id} of the caller that began it, the only one that may use it. */
  readonly principal?: string | undefined;
  readonly logLevel: LoggingLevel;
  /** The resources subscribed to. */
  readonly uris: readonly string[];
  /** Names the standalone stream; of several, the one that was opened last. */
  readonly stream?: string | undefined;
}

/** Something that a client changes in its session. */
export type SessionChange =
  | { readonly logLevel: LoggingLevel }
  | { readonly subscribe: string }
  | { readonly unsubscribe: string }
  | { readonly stream: string };

/** Characters that a client's description of itself may have, and those of its capabilities. */
const MAX_DESCRIPTION = 8_192;

/**
 * Settles on what a client says in `initialize` (2025-11-25, Lifecycle). Of a `clientInfo` of more than
 * 8,192 characters the icons, which may be whole images, are not kept.
 *
 * @throws ProtocolError `InvalidParams` for a `clientInfo` or `capabilities` that is no object, or is
 * too large to be kept for as long as the session lasts.
 */
export function agree(params: JsonObject = {}, principal?: Principal): SessionRecord {
  const info = readObject(params, "clientInfo");
  const capabilities = readObject(params, "capabilities") ?? {};
  const { icons: _icons, ...rest } = info ?? {};
  const kept = info && isKeepable(info) ? info : info && rest;
  for (const [name, value] of Object.entries({ clientInfo: kept, capabilities })) {
    if (isKeepable(value)) continue;
    throw new ProtocolError(
      ErrorCode.InvalidParams,
      `"${name}" of initialize is nested too deeply, or has more than ${MAX_DESCRIPTION} characters; shorten it`,
    );
  }
  return {
    version: 1,
    revision: negotiateLegacyRevision(params["protocolVersion"]),
    info: kept as Implementation | undefined,
    capabilities: capabilities as ClientCapabilities,
    principal: principal?.id,
    logLevel: "info",
    uris: [],
  };
}

function readObject(params: JsonObject, name: string): JsonObject | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "object" && !Array.isArray(value)) return value as JsonObject;
  const found = Array.isArray(value) ? "an array" : `a ${typeof value}`;
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    `"${name}" of initialize must be an object, not ${found}`,
  );
}

function isKeepable(value: unknown): boolean {
  return measureJson(value, MAX_DESCRIPTION) <= MAX_DESCRIPTION;
}

/** Reads a stored record; returns `undefined` for any other text, since other programs may write there. */
export function readRecord(text: string): SessionRecord | undefined {
  let record: Partial<SessionRecord> | null;
  try {
    record = JSON.parse(text) as Partial<SessionRecord> | null;
  } catch {
    return undefined;
  }
  const isRecord =
    typeof record === "object" &&
    record !== null &&
    Number.isSafeInteger(record.version) &&
    isRevision(record.revision) &&
    typeof record.capabilities === "object" &&
    record.capabilities !== null &&
    isLoggingLevel(record.logLevel) &&
    Array.isArray(record.uris) &&
    record.uris.every((uri) => typeof uri === "string");
  return isRecord ? (record as SessionRecord) : undefined;
}

/** Returns whether a value is a change that an instance could have made. */
export function isSessionChange(change: unknown): change is SessionChange {
  if (typeof change !== "object" || change === null) return false;
  if ("logLevel" in change) return isLoggingLevel(change.logLevel);
  if ("stream" in change) return typeof change.stream === "string";
  if ("subscribe" in change) return typeof change.subscribe === "string";
  return "unsubscribe" in change && typeof change.unsubscribe === "string";
}

/** Gives the record with a change. */
export function applyChange(record: SessionRecord, change: SessionChange): SessionRecord {
  const version = record.version + 1;
  if ("logLevel" in change) return { ...record, version, logLevel: change.logLevel };
  if ("stream" in change) return { ...record, version, stream: change.stream };
  const uri = "subscribe" in change ? change.subscribe : change.unsubscribe;
  const others = record.uris.filter((each) => each !== uri);
  return { ...record, version, uris: "subscribe" in change ? [...others, uri] : others };
}
