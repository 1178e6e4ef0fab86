import type {
  ClientCapabilities,
  Implementation,
  JsonObject,
  JsonRpcRequest,
} from "@mortise/protocol";
import {
  ErrorCode,
  isModern,
  isRevision,
  LATEST_REVISION,
  MetaKey,
  ProtocolError,
  REVISIONS,
} from "@mortise/protocol";
import { readLoggingLevel } from "../logging/logging-level.ts";
import type { Caller, CallerSource, OpenRequest } from "../request/caller.ts";
import type { Origin } from "../request/origin.ts";
import { describeName } from "../result/describe-name.ts";

/** Returns whether a message carries the per-request metadata of 2026-07-28 and later. */
export function hasModernMeta(params: JsonObject | undefined): boolean {
  const meta = params?.["_meta"];
  return typeof meta === "object" && meta !== null && MetaKey.protocolVersion in meta;
}

/**
 * Reads the caller of a request out of its `_meta` (2026-07-28, Basic, `_meta`).
 *
 * @throws ProtocolError `InvalidParams` when required metadata is missing, and
 * `UnsupportedProtocolVersion` with the versions that are served.
 */
export function readModernCaller(
  request: JsonRpcRequest,
  source: CallerSource,
  open: OpenRequest,
  origin: Origin,
): Caller {
  const meta = request.params?.["_meta"] as JsonObject | undefined;
  const version = meta?.[MetaKey.protocolVersion];
  const capabilities = meta?.[MetaKey.clientCapabilities];
  if (typeof version !== "string") throw missing(MetaKey.protocolVersion, "a string");
  if (!isRevision(version) || !isModern(version)) throw unsupportedVersion(version);
  if (typeof capabilities !== "object" || capabilities === null || Array.isArray(capabilities)) {
    throw missing(MetaKey.clientCapabilities, "an object");
  }
  const logLevel = meta?.[MetaKey.logLevel];
  return {
    revision: version,
    info: meta?.[MetaKey.clientInfo] as Implementation | undefined,
    capabilities: capabilities as ClientCapabilities,
    logLevel: logLevel === undefined ? undefined : readLoggingLevel(logLevel),
    origin,
    channel: open,
    lifetime: open.lifetime,
    sealer: source.sealer,
    identity: source.identity,
    telemetry: source.telemetry,
    random: source.random,
    extensions: source.extensions,
  };
}

/** Makes the error for a version that is not served (2026-07-28, Versioning). */
export function unsupportedVersion(requested: string): ProtocolError {
  return new ProtocolError(
    ErrorCode.UnsupportedProtocolVersion,
    `Unsupported protocol version ${JSON.stringify(describeName(requested))}; this server speaks ${LATEST_REVISION}, and older revisions after initialize`,
    { data: { supported: REVISIONS, requested: describeName(requested) } },
  );
}

function missing(key: string, kind: string): ProtocolError {
  return new ProtocolError(
    ErrorCode.InvalidParams,
    `params._meta must have "${key}", ${kind} (MCP ${LATEST_REVISION}, Basic, _meta)`,
  );
}
