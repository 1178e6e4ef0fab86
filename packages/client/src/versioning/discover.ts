import type { Clock, JsonObject, Revision } from "@mortise/protocol";
import {
  ErrorCode,
  isModern,
  LATEST_REVISION,
  MetaKey,
  MortiseError,
  ProtocolError,
  REVISIONS,
} from "@mortise/protocol";
import type { Multiplexer } from "../jsonrpc/multiplexer.ts";
import { untilAdmitted } from "../request/until-admitted.ts";
import type { Agreement, ClientIdentity } from "./agreement.ts";
import { readAgreement, withRequestMeta } from "./agreement.ts";

/** The outcome of a modern attempt: an agreement, or a legacy server. */
export type DiscoverOutcome =
  | { readonly agreement: Agreement }
  | {
      readonly legacy: true;
      /** The newest legacy revision that the server named; absent if it named none. */
      readonly offer?: Revision;
      /** The server's answer that shows it. */
      readonly reason: unknown;
    };

/** Settings of {@link discover}. */
export interface DiscoverOptions {
  /** The client's name and capabilities. */
  readonly identity: ClientIdentity;
  /** The time limit of one attempt. */
  readonly timeoutMs: number;
  /** Cancels the attempt. */
  readonly signal?: AbortSignal;
  /** Counts the pause that a busy server asks for. */
  readonly clock: Clock;
  /** Called when the server answers, whatever it answers; messages after that one are not read yet. */
  readonly onAnswer?: () => void;
}

/**
 * The reactions of legacy servers to a request that they do not know: silence, an end, or nonsense.
 */
const LEGACY_SIGNS = new Set(["TIMEOUT", "CONNECTION_CLOSED", "SERVER_EXITED", "INVALID_RESPONSE"]);
const NOT_LEGACY_STATUS = new Set([401, 403, 407, 408, 429, 502, 503, 504]);

/**
 * Sends `server/discover` and judges the answer (2026-07-28, Versioning).
 *
 * A revision that the server does not speak is replaced once by one that it named.
 */
export async function discover(
  multiplexer: Multiplexer,
  options: DiscoverOptions,
): Promise<DiscoverOutcome> {
  let revision: Revision = LATEST_REVISION;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const result = await ask(multiplexer, revision, options);
      return choose(result["supportedVersions"], result);
    } catch (error) {
      const supported = readSupportedVersions(error);
      if (supported === undefined) return judge(error, revision);
      const modern = REVISIONS.find((known) => isModern(known) && supported.includes(known));
      if (modern === undefined || attempt > 0) return unsupported(supported, error);
      // Even the revision just refused is tried again: some servers refuse every first request.
      revision = modern;
    }
  }
}

function ask(
  multiplexer: Multiplexer,
  revision: Revision,
  options: DiscoverOptions,
): Promise<JsonObject> {
  const { identity, timeoutMs, signal, onAnswer, clock } = options;
  const method = "server/discover";
  const call = { method, timeoutMs, clock, ...(signal !== undefined && { signal }) };
  return untilAdmitted(call, (leftMs) => {
    const asking = multiplexer.request({
      method,
      params: withRequestMeta(undefined, { revision, identity }),
      revision,
      timeoutMs: leftMs,
      // A legacy server may exit on a notification before its handshake.
      isUncancellable: true,
      ...(signal !== undefined && { signal }),
    });
    asking.then(onAnswer, (error: unknown) => {
      if (ProtocolError.is(error)) onAnswer?.();
    });
    return asking;
  });
}

function choose(supported: unknown, result: JsonObject): DiscoverOutcome {
  if (!Array.isArray(supported)) {
    const reason = new MortiseError(
      "INVALID_RESPONSE",
      "The server answered server/discover without supportedVersions",
    );
    return { legacy: true, reason };
  }
  const best = REVISIONS.find((known) => supported.includes(known));
  if (best === undefined) return unsupported(supported, undefined);
  if (!isModern(best)) return { legacy: true, offer: best, reason: undefined };
  const meta = result["_meta"] as JsonObject | undefined;
  // In drafts of the revision the server's name was a member of the result itself.
  const serverInfo = meta?.[MetaKey.serverInfo] ?? result["serverInfo"];
  return { agreement: readAgreement(best, result, serverInfo) };
}

function unsupported(supported: readonly unknown[], cause: unknown): DiscoverOutcome {
  const offer = REVISIONS.find((known) => !isModern(known) && supported.includes(known));
  if (offer !== undefined) return { legacy: true, offer, reason: cause };
  throw new MortiseError(
    "UNSUPPORTED_REVISION",
    `The server speaks ${supported.join(", ") || "no revision it names"}; this client speaks ${REVISIONS.join(", ")}`,
    { cause, data: { supported } },
  );
}

function readSupportedVersions(error: unknown): readonly unknown[] | undefined {
  if (!ProtocolError.is(error) || error.code !== ErrorCode.UnsupportedProtocolVersion) {
    return undefined;
  }
  const supported = (error.data as JsonObject | undefined)?.["supported"];
  return Array.isArray(supported) ? supported : [];
}

function judge(error: unknown, revision: Revision): DiscoverOutcome {
  if (ProtocolError.is(error)) {
    const isHeaderOrCapability =
      error.code === ErrorCode.HeaderMismatch ||
      error.code === ErrorCode.MissingRequiredClientCapability;
    if (isHeaderOrCapability) throw error;
    // A busy server has not answered the question.
    const isBusy = error.code === ErrorCode.RateLimited;
    if (isBusy || NOT_LEGACY_STATUS.has(readStatus(error.cause) ?? 0)) throw error;
    // 2026-07-28, Streamable HTTP: an unknown method is 404 with -32601, from modern servers only.
    if (error.code === ErrorCode.MethodNotFound && readStatus(error.cause) === 404) {
      return { agreement: readAgreement(revision, {}, undefined) };
    }
    return { legacy: true, reason: error };
  }
  if (!MortiseError.is(error)) throw error;
  const isRefused = error.code === "HTTP_ERROR" && !NOT_LEGACY_STATUS.has(readStatus(error) ?? 0);
  if (isRefused || LEGACY_SIGNS.has(error.code)) return { legacy: true, reason: error };
  throw error;
}

function readStatus(error: unknown): number | undefined {
  return MortiseError.is(error) && error.code === "HTTP_ERROR" ? error.data.status : undefined;
}
