import type { Revision } from "@mortise/protocol";
import { isModern, LATEST_LEGACY_REVISION, MortiseError, ProtocolError } from "@mortise/protocol";
import type { Multiplexer } from "../jsonrpc/multiplexer.ts";
import type { KnownServers } from "../known-server/known-servers.ts";
import type { Agreement, ClientIdentity } from "./agreement.ts";
import { discover } from "./discover.ts";
import { initialize } from "./initialize.ts";

/** Settings of {@link negotiate}. */
export interface NegotiateOptions {
  /** The client's name and capabilities. */
  readonly identity: ClientIdentity;
  /**
   * The only era to try. Default: both, the modern one first. A legacy revision is the newest to
   * offer.
   */
  readonly revision?: Revision;
  /** The time limit of each request. */
  readonly timeoutMs: number;
  /** The milliseconds after which a silent server counts as legacy; over HTTP `timeoutMs` holds. */
  readonly probeTimeoutMs: number;
  /** Cancels the negotiation. */
  readonly signal?: AbortSignal;
  /** Remembers the agreed revision. */
  readonly knownServers: KnownServers;
  /** Names the target for `knownServers`; nothing is remembered of one without a name. */
  readonly key?: string;
}

/** An open multiplexer, and the agreement made on it. */
export interface Negotiated {
  /** Open, and ready for requests. */
  readonly multiplexer: Multiplexer;
  /** The agreed revision and the server's description. */
  readonly agreement: Agreement;
}

/**
 * Opens a multiplexer and finds the revision to speak on it (2026-07-28, Versioning).
 *
 * `server/discover` comes first; a server that does not know it gets `initialize`, on a new
 * multiplexer if the attempt ended the first. The revision is remembered under `key`.
 */
export async function negotiate(
  open: () => Promise<Multiplexer>,
  options: NegotiateOptions,
): Promise<Negotiated> {
  const opened: Multiplexer[] = [];
  const openTracked = async (): Promise<Multiplexer> => {
    const multiplexer = await open();
    opened.push(multiplexer);
    return multiplexer;
  };
  try {
    const negotiated = await settle(await openTracked(), openTracked, options);
    // A revision that was asked for is not the one that would have been found.
    if (options.revision === undefined) remember(options, negotiated.agreement.revision);
    return negotiated;
  } catch (error) {
    remember(options, undefined);
    const reason = error instanceof Error ? error : new Error(String(error));
    await Promise.allSettled(opened.map((multiplexer) => multiplexer.close(reason)));
    throw error;
  }
}

function remember({ knownServers, key }: NegotiateOptions, revision: Revision | undefined): void {
  if (key !== undefined) knownServers.setRevision(key, revision);
}

function recall({ knownServers, key }: NegotiateOptions): Revision | undefined {
  return key === undefined ? undefined : knownServers.revisionOf(key);
}

async function settle(
  multiplexer: Multiplexer,
  open: () => Promise<Multiplexer>,
  options: NegotiateOptions,
): Promise<Negotiated> {
  const pinned = options.revision;
  if (pinned !== undefined && !isModern(pinned)) {
    return { multiplexer, agreement: await initialize(multiplexer, { ...options, offer: pinned }) };
  }
  const remembered = pinned ?? recall(options);
  if (remembered !== undefined && !isModern(remembered)) {
    const agreement = await tryInitialize(multiplexer, remembered, options);
    if (agreement !== undefined) return { multiplexer, agreement };
  }
  const live = multiplexer.end === undefined ? multiplexer : await open();
  const isPatient = pinned !== undefined || live.transport.kind === "http";
  const timeoutMs = isPatient
    ? options.timeoutMs
    : Math.min(options.probeTimeoutMs, options.timeoutMs);
  const outcome = await discover(live, { ...options, timeoutMs });
  if ("agreement" in outcome) return { multiplexer: live, agreement: outcome.agreement };
  if (pinned !== undefined) throw notModern(pinned, outcome.reason);
  return await fallBack(live, open, options, outcome.offer ?? LATEST_LEGACY_REVISION);
}

async function fallBack(
  multiplexer: Multiplexer,
  open: () => Promise<Multiplexer>,
  options: NegotiateOptions,
  offer: Revision,
): Promise<Negotiated> {
  const live = multiplexer.end === undefined ? multiplexer : await open();
  try {
    return { multiplexer: live, agreement: await initialize(live, { ...options, offer }) };
  } catch (error) {
    if (live.transport.kind === "http" || !ProtocolError.is(error)) throw error;
    // A modern server that was slow to start refuses initialize; by now it may answer the probe.
    const outcome = await discover(live, options);
    if ("agreement" in outcome) return { multiplexer: live, agreement: outcome.agreement };
    throw error;
  }
}

async function tryInitialize(
  multiplexer: Multiplexer,
  offer: Revision,
  options: NegotiateOptions,
): Promise<Agreement | undefined> {
  try {
    return await initialize(multiplexer, { ...options, offer });
  } catch (error) {
    // A remembered revision may be out of date, which only the server's own answer can show.
    const isAnswer =
      ProtocolError.is(error) ||
      (MortiseError.is(error) && ["HTTP_ERROR", "SERVER_EXITED"].includes(error.code));
    if (isAnswer) return undefined;
    throw error;
  }
}

function notModern(pinned: Revision, reason: unknown): MortiseError {
  const isAnswer =
    !MortiseError.is(reason) || ["HTTP_ERROR", "INVALID_RESPONSE"].includes(reason.code);
  if (!isAnswer) return reason;
  return new MortiseError(
    "UNSUPPORTED_REVISION",
    `The server does not speak ${pinned}; leave out \`revision\` to let the client find one`,
    { cause: reason },
  );
}
