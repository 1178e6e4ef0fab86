import type { Revision } from "@mortise/protocol";
import { isModern, MortiseError, ProtocolError } from "@mortise/protocol";
import type { Multiplexer } from "../jsonrpc/multiplexer.ts";
import type { KnownServers } from "../known-server/known-servers.ts";
import type { Agreement, Negotiated } from "./agreement.ts";
import { discover } from "./discover.ts";
import { initialize } from "./initialize.ts";
import type { ProbeOptions } from "./probe.ts";
import { probe } from "./probe.ts";

/** Settings of {@link negotiate}. */
export interface NegotiateOptions extends ProbeOptions {
  /**
   * The only era to try. Default: both, the modern one first. A legacy revision is the newest to
   * offer.
   */
  readonly revision?: Revision;
  /** Remembers the agreed revision. */
  readonly knownServers: KnownServers;
  /** Names the target for `knownServers`; nothing is remembered of one without a name. */
  readonly key?: string;
}

/**
 * Opens a multiplexer and finds the revision to speak on it (2026-07-28, Versioning).
 *
 * `server/discover` comes first; a server that does not know it gets `initialize`, on a new
 * multiplexer if the attempt ended the first, or left a process unable to take it. A server that is slow
 * is offered both. The revision is remembered under `key`.
 */
export async function negotiate(
  open: () => Promise<Multiplexer>,
  options: NegotiateOptions,
): Promise<Negotiated> {
  const opened: Multiplexer[] = [];
  const openTracked = async (): Promise<Multiplexer> => {
    const [first] = opened;
    // A transport of the user's own cannot be started twice.
    if (first?.end !== undefined && options.canReopen === false) throw first.end;
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
  if (pinned === undefined) return await probe(live, open, options);
  const outcome = await discover(live, options);
  if (!("agreement" in outcome)) throw notModern(pinned, outcome.reason);
  return { multiplexer: live, agreement: outcome.agreement };
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
