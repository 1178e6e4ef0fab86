import type {
  AuthDenial,
  AuthGrant,
  AuthHeaders,
  AuthProvider,
  AuthRefusal,
  AuthRequest,
  Clock,
} from "@mortise/protocol";
import { ErrorCode, isAuthRefusal, ProtocolError } from "@mortise/protocol";
import type { Mask, ServerLog } from "../log/mask.ts";
import type { Origin } from "../request/origin.ts";
import { describeName } from "../result/describe-name.ts";
import { toProtocolError } from "../result/response.ts";
import { isThenable } from "../schema/thenable.ts";
import { LATE, within } from "../time/within.ts";
import { checkOutcome, checkRefusal } from "./auth-outcome.ts";
import { logRefusal } from "./refusal-log.ts";

/** The origin of an HTTP request to a server without `auth`. */
export const ANONYMOUS: Origin = Object.freeze({ transport: "http", principal: undefined });

/** Milliseconds that `authenticate` may take. */
const TIMEOUT_MS = 10_000;
/** Seconds after which a client whose credentials were not checked in time may try again. */
const RETRY_AFTER = "10";

/** An HTTP request to authenticate, and the way for headers to its answer. */
export interface AuthExchange extends AuthRequest {
  addHeaders(headers: AuthHeaders): void;
}

/** The server that authenticates. */
interface Authenticating {
  readonly clock: Clock;
  readonly log: ServerLog;
  readonly mask: Mask;
}

/**
 * Authenticates an HTTP request within 10 seconds (2026-07-28, Authorization, Error Handling); a promise
 * only if the provider gives one.
 *
 * Fails with a ProtocolError that carries the HTTP status of a refusal, with 503 when the provider
 * does not settle in time, or with a masked one when it fails or gives neither a grant nor a refusal;
 * headers of grants and refusals go to the exchange.
 *
 * @throws ProtocolError
 */
export function authenticate(
  auth: AuthProvider,
  exchange: AuthExchange,
  server: Authenticating,
): Origin | Promise<Origin> {
  let given: unknown;
  try {
    given = auth.authenticate(exchange);
  } catch (error) {
    throw toProtocolError(error, "auth", server.mask);
  }
  const asked = { auth, exchange, server };
  return isThenable(given) ? settle(given, asked) : admit(given, asked);
}

/** One request, and the parts that authenticate it. */
interface Asked {
  readonly auth: AuthProvider;
  readonly exchange: AuthExchange;
  readonly server: Authenticating;
}

async function settle(given: PromiseLike<unknown>, asked: Asked): Promise<Origin> {
  const { clock, mask } = asked.server;
  let settled: unknown;
  try {
    settled = await within(given, TIMEOUT_MS, clock);
  } catch (error) {
    throw toProtocolError(error, "auth", mask);
  }
  if (settled === LATE) throw notInTime(asked.server);
  return admit(settled, asked);
}

/** Answers a refusal by throwing it. */
function admit(given: unknown, { auth, exchange, server }: Asked): Origin {
  let outcome: AuthGrant | AuthRefusal;
  try {
    outcome = checkOutcome(given);
  } catch (error) {
    throw toProtocolError(error, "auth", server.mask);
  }
  if (outcome.headers) exchange.addHeaders(outcome.headers);
  if (isAuthRefusal(outcome)) {
    if (outcome.detail !== undefined) logRefusal(outcome.detail, server);
    throw toError(outcome);
  }
  const { principal } = outcome;
  const sent = new Set<string>();
  const deny: Origin["deny"] = (denial) =>
    challenge(auth, exchange, { denial: { ...denial, principal }, server, sent });
  return { transport: "http", principal, deny };
}

/** A denial of one request of an exchange. */
interface Denied {
  readonly denial: AuthDenial;
  readonly server: Authenticating;
  /** The headers that earlier denials of the exchange have added. */
  readonly sent: Set<string>;
}

function notInTime({ log }: Authenticating): ProtocolError {
  const seconds = TIMEOUT_MS / 1000;
  log({
    level: "error",
    message: `authenticate of auth did not settle within ${seconds} s; the request is refused with 503`,
  });
  return new ProtocolError(
    ErrorCode.InvalidRequest,
    "The credentials could not be checked in time; try again",
    { http: { status: 503, headers: { "retry-after": RETRY_AFTER } } },
  );
}

/**
 * Turns a denial into the error that the exchange answers with, challenge included; a `challenge`
 * that fails or gives no refusal is logged, and the default refusal takes its place.
 */
function challenge(
  auth: AuthProvider,
  exchange: AuthExchange,
  { denial, server, sent }: Denied,
): ProtocolError {
  if (!auth.challenge) return forbidden(denial);
  try {
    const given: unknown = auth.challenge(denial, exchange);
    // A rejection that nothing handles would end the process.
    if (given instanceof Promise) given.catch(() => undefined);
    const refusal = checkRefusal(given, "challenge");
    // The members of a batch share one answer, and often one challenge.
    const added = refusal.headers?.filter(([name, value]) => {
      const header = `${name.toLowerCase()}: ${value}`;
      return !sent.has(header) && sent.add(header);
    });
    if (added) exchange.addHeaders(added);
    return toError(refusal);
  } catch (error) {
    server.mask(error, "challenge of auth");
    return forbidden(denial);
  }
}

/** The error of a denial that no provider words. */
export function forbidden({ target, scopes }: Omit<AuthDenial, "principal">): ProtocolError {
  const needs = scopes.length === 0 ? "" : `; it needs the scopes ${scopes.join(" ")}`;
  const message = `${JSON.stringify(describeName(target))} is not permitted to this caller${needs}`;
  return new ProtocolError(ErrorCode.InvalidRequest, message, { http: { status: 403 } });
}

function toError({ status, message }: AuthRefusal): ProtocolError {
  return new ProtocolError(ErrorCode.InvalidRequest, message, { http: { status } });
}
