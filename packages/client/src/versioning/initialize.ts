import type { Clock, JsonObject, Revision } from "@mortise/protocol";
import { isModern, isRevision, MortiseError, REVISIONS } from "@mortise/protocol";
import type { Multiplexer } from "../jsonrpc/multiplexer.ts";
import type { Call } from "../request/call.ts";
import { isBrokenConnection } from "../request/passing-failure.ts";
import { untilAdmitted } from "../request/until-admitted.ts";
import type { Agreement, ClientIdentity } from "./agreement.ts";
import { readAgreement } from "./agreement.ts";

/** Settings of {@link initialize}. */
export interface InitializeOptions {
  /** The client's name and capabilities. */
  readonly identity: ClientIdentity;
  /** The revision to offer; the server may answer with an older one. */
  readonly offer: Revision;
  /** The time limit of the handshake. */
  readonly timeoutMs: number;
  /** Cancels the handshake. */
  readonly signal?: AbortSignal;
  /** Counts the pause that a busy server asks for. */
  readonly clock: Clock;
  /** Returns, once the server has answered, that the answer is no longer wanted. Default: it is. */
  readonly isSuperseded?: () => Promise<boolean>;
}

/**
 * Opens a legacy session (2025-11-25, Lifecycle).
 *
 * @throws MortiseError `UNSUPPORTED_REVISION` if the server answers with a revision other than the
 * legacy ones of this client.
 */
export async function initialize(
  multiplexer: Multiplexer,
  options: InitializeOptions,
): Promise<Agreement> {
  const { identity, offer, timeoutMs, signal, clock } = options;
  const result: JsonObject = await ask(multiplexer, {
    method: "initialize",
    params: {
      protocolVersion: offer,
      capabilities: identity.legacyCapabilities ?? identity.capabilities,
      clientInfo: identity.info,
    },
    timeoutMs,
    clock,
    // 2025-11-25, Cancellation: the initialize request must not be cancelled.
    isUncancellable: true,
    ...(signal !== undefined && { signal }),
  });
  if (await options.isSuperseded?.()) {
    throw new MortiseError("ABORTED", "The server answered the probe before initialize");
  }
  const revision = result["protocolVersion"];
  if (!isRevision(revision) || isModern(revision)) {
    const spoken = REVISIONS.filter((known) => !isModern(known)).join(", ");
    throw new MortiseError(
      "UNSUPPORTED_REVISION",
      `The server answered initialize with revision ${JSON.stringify(revision)}; this client speaks ${spoken}`,
      { data: { supported: [revision] } },
    );
  }
  await announce(multiplexer, revision);
  await multiplexer.transport.opened?.(revision);
  return readAgreement(revision, result, result["serverInfo"]);
}

/**
 * A program that is no MCP server is mostly silent, so the error names that as the likely reason.
 */
async function ask(
  multiplexer: Multiplexer,
  call: Call & { readonly clock: Clock },
): Promise<JsonObject> {
  try {
    return await untilAdmitted(call, (timeoutMs) => multiplexer.request({ ...call, timeoutMs }));
  } catch (error) {
    if (!MortiseError.is(error) || error.code !== "TIMEOUT") throw error;
    throw new MortiseError(
      "TIMEOUT",
      `The server did not answer initialize within ${call.timeoutMs} ms; does it speak MCP? If it is only slow, pass { timeout } to wait longer`,
      { cause: error },
    );
  }
}

/** A connection that was kept open to a server may break on the message; it is sent once more. */
async function announce(multiplexer: Multiplexer, revision: Revision): Promise<void> {
  const notification = { method: "notifications/initialized", revision };
  try {
    await multiplexer.notify(notification);
  } catch (error) {
    if (!isBrokenConnection(error)) throw error;
    await multiplexer.notify(notification);
  }
}
