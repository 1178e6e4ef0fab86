import type { AuthProvider, AuthRefusal } from "@mortise/protocol";
import { ErrorCode, isAuthRefusal, ProtocolError } from "@mortise/protocol";
import type { HttpExchange } from "../http/exchange/exchange.ts";
import type { Mask } from "../log/mask.ts";
import type { Origin } from "../request/origin.ts";
import { toProtocolError, writeFailure } from "../result/response.ts";

/** Where a request comes from whose sender nobody was asked about. */
export const ANYONE: Origin = Object.freeze({ transport: "http", principal: undefined });

/**
 * Asks `auth` who sends a request; resolves with `undefined` when the request has been answered
 * with a refusal (2026-07-28, Authorization, Error Handling).
 */
export async function authenticate(
  exchange: HttpExchange,
  auth: AuthProvider,
  headers: Readonly<Record<string, string>>,
  mask: Mask,
): Promise<Origin | undefined> {
  try {
    const outcome = await auth.authenticate({
      method: exchange.method,
      // A function of its own, since providers take it out of the request.
      header: (name) => exchange.header(name.toLowerCase()),
    });
    if (!isAuthRefusal(outcome)) return { transport: "http", principal: outcome };
    refuse(exchange, outcome, headers);
  } catch (error) {
    exchange.reply(500, headers, writeFailure(toProtocolError(error, "auth", mask), undefined));
  }
  return undefined;
}

function refuse(
  exchange: HttpExchange,
  { status, message, challenge }: AuthRefusal,
  headers: Readonly<Record<string, string>>,
): void {
  const body = writeFailure(new ProtocolError(ErrorCode.InvalidRequest, message), undefined);
  const all = challenge === undefined ? headers : { ...headers, "www-authenticate": challenge };
  exchange.reply(status, all, body);
}
