import type { Clock, Revision } from "@mortise/protocol";
import {
  isModern,
  LATEST_LEGACY_REVISION,
  MortiseError,
  ProtocolError,
  pause,
} from "@mortise/protocol";
import type { Multiplexer } from "../jsonrpc/multiplexer.ts";
import type { Agreement, ClientIdentity, Negotiated } from "./agreement.ts";
import type { DiscoverOutcome } from "./discover.ts";
import { discover } from "./discover.ts";
import { initialize } from "./initialize.ts";

/** Settings of {@link probe}. */
export interface ProbeOptions {
  /** The client's name and capabilities. */
  readonly identity: ClientIdentity;
  /** The time limit of each request. */
  readonly timeoutMs: number;
  /** The milliseconds after which a silent server is offered a legacy revision too. */
  readonly probeTimeoutMs: number;
  /** Cancels the negotiation. */
  readonly signal?: AbortSignal;
  /** Counts the time of the probe. */
  readonly clock: Clock;
  /** A multiplexer that has ended can be replaced by opening another. Default `true`. */
  readonly canReopen?: boolean;
  /** Receives that a revision was agreed for want of an answer. Default: nothing does. */
  readonly warn?: (message: string) => void;
}

/** A program may end on the probe, or fail at its start: what it writes then comes twice. */
const STARTED_AGAIN =
  "The server ended before it answered server/discover; it is started again, for initialize alone";

type Open = () => Promise<Multiplexer>;

/** The time that a server on HTTP has for a late answer to the probe, once it answered `initialize`. */
const LATE_PROBE_MS = 1000;

/**
 * Finds the revision of a server.
 *
 * A server that stays silent is offered `initialize` beside the probe. A late answer to the probe counts: a
 * server that is slow to start does not lose its revision. On a channel that keeps the order of messages the
 * probe is read first; over HTTP the two are answered in any order.
 */
export async function probe(
  multiplexer: Multiplexer,
  open: Open,
  options: ProbeOptions,
): Promise<Negotiated> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  let hasAnswered = false;
  const discovering = discover(multiplexer, {
    ...options,
    signal,
    onAnswer: () => {
      hasAnswered = true;
    },
  });
  discovering.catch(() => undefined);
  const waited = new AbortController();
  const { clock, probeTimeoutMs, timeoutMs } = options;
  const silence = pause(Math.min(probeTimeoutMs, timeoutMs), { clock, signal: waited.signal });
  const early = await Promise.race([discovering, silence]).finally(() => waited.abort());
  if (typeof early === "object") return await follow(early, multiplexer, open, options);
  const offer = LATEST_LEGACY_REVISION;
  try {
    const agreement = await agreeOnEither(multiplexer, discovering, {
      ...options,
      signal,
      offer,
      hasAnswered: () => hasAnswered,
    });
    if (isModern(agreement.revision)) {
      // Of an `initialize` that came to nothing there may be a session, or soon one.
      stop.abort();
      await multiplexer.transport.opened?.(agreement.revision);
    }
    return { multiplexer, agreement };
  } catch (error) {
    return await startAfresh(multiplexer, open, {
      ...options,
      offer,
      error,
      isSilent: !hasAnswered,
    });
  } finally {
    stop.abort();
  }
}

/** Takes the outcome of a probe: an agreement, or `initialize` on a channel that can take it. */
async function follow(
  outcome: DiscoverOutcome,
  multiplexer: Multiplexer,
  open: Open,
  options: ProbeOptions,
): Promise<Negotiated> {
  if ("agreement" in outcome) return { multiplexer, agreement: outcome.agreement };
  const offer = outcome.offer ?? LATEST_LEGACY_REVISION;
  let live = multiplexer;
  if (multiplexer.end !== undefined) {
    if (multiplexer.transport.kind === "stdio") options.warn?.(STARTED_AGAIN);
    live = await open();
  }
  try {
    return { multiplexer: live, agreement: await initialize(live, { ...options, offer }) };
  } catch (error) {
    // A program that was started for `initialize` alone had no probe to stumble over.
    if (live !== multiplexer) throw error;
    return await startAfresh(live, open, { ...options, offer, error });
  }
}

/** Takes the answer to the probe, or to `initialize`, whichever the server gives. */
async function agreeOnEither(
  multiplexer: Multiplexer,
  discovering: Promise<DiscoverOutcome>,
  options: ProbeOptions & { readonly offer: Revision; readonly hasAnswered: () => boolean },
): Promise<Agreement> {
  const { hasAnswered, warn, probeTimeoutMs, clock, signal } = options;
  const isOrdered = multiplexer.transport.kind !== "http";
  const modern = discovering.then(
    (outcome) => ("agreement" in outcome ? outcome.agreement : undefined),
    () => undefined,
  );
  const legacy = initialize(multiplexer, {
    ...options,
    isSuperseded: async () => {
      if (hasAnswered()) return (await modern) !== undefined;
      if (isOrdered) return false;
      const waited = new AbortController();
      const anySignal = AbortSignal.any([waited.signal, ...(signal ? [signal] : [])]);
      const late = pause(LATE_PROBE_MS, { clock, signal: anySignal });
      const outcome = await Promise.race([modern, late]).finally(() => waited.abort());
      return typeof outcome === "object";
    },
  });
  const agreement = await Promise.race([
    modern.then((agreed) => agreed ?? legacy),
    legacy.catch(async (error: unknown) => {
      // Over HTTP the probe is a request of its own, which the refusal says nothing of.
      const agreed = hasAnswered() || !isOrdered ? await modern : undefined;
      if (agreed !== undefined) return agreed;
      throw error;
    }),
  ]);
  if (!hasAnswered()) {
    warn?.(
      `The server did not answer server/discover within ${probeTimeoutMs} ms, but initialize, so ${agreement.revision} is spoken with it; if it knows a later revision and is only slow, pass { probeTimeout }`,
    );
  }
  return agreement;
}

/**
 * Goes on after a refused `initialize`: a program may be unable to take it after the probe, as one that
 * passes messages on and has begun with the probe. It is started afresh, for `initialize` alone.
 */
async function startAfresh(
  multiplexer: Multiplexer,
  open: Open,
  options: ProbeOptions & {
    readonly offer: Revision;
    readonly error: unknown;
    readonly isSilent?: boolean;
  },
): Promise<Negotiated> {
  const { error, isSilent = false, canReopen = true, probeTimeoutMs, timeoutMs } = options;
  if (multiplexer.transport.kind === "http" || !ProtocolError.is(error)) throw error;
  if (isSilent) {
    // A modern server that was slow to start refuses initialize; by now it may answer the probe.
    const patience = Math.min(probeTimeoutMs, timeoutMs);
    const outcome = await discover(multiplexer, { ...options, timeoutMs: patience });
    if ("agreement" in outcome) return { multiplexer, agreement: outcome.agreement };
  }
  if (multiplexer.transport.kind !== "stdio" || !canReopen) throw error;
  await multiplexer.close(new MortiseError("CONNECTION_CLOSED", "The server is started afresh"));
  const fresh = await open();
  return { multiplexer: fresh, agreement: await initialize(fresh, options) };
}
