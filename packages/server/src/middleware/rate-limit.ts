import type { Duration, KeyValueStore, OptionNames } from "@mortise/protocol";
import {
  checkOptions,
  ErrorCode,
  MortiseError,
  ProtocolError,
  parseDuration,
} from "@mortise/protocol";
import type { InterceptedRequest, Middleware } from "./middleware.ts";
import { takeFromWindow } from "./sliding-window.ts";
import { toValueKey } from "./value-key.ts";

/** How often requests are answered. */
export interface RateLimitOptions {
  /** Requests, or their cost, that are admitted in a window; a whole number. */
  readonly limit: number;
  /** The time in which they are admitted, which slides. */
  readonly window: Duration;
  /**
   * Whose requests are counted together. Default: those of one principal; all that come without one
   * are one caller.
   */
  readonly by?: "principal" | ((request: InterceptedRequest) => string);
  /** The cost of a request, a whole number; 0 is not counted. Default 1. */
  readonly cost?: (request: InterceptedRequest) => number;
  /** Keeps the counters. Default: what the instances of the server share. */
  readonly values?: KeyValueStore;
  /** The handling of requests while the backplane cannot be reached. Default `"admit"`, with a warning. */
  readonly onOutage?: "admit" | "refuse";
}

const OPTIONS: OptionNames<RateLimitOptions> = {
  limit: true,
  window: true,
  by: true,
  cost: true,
  values: true,
  onOutage: true,
};

/**
 * Admits so many requests in so much time, and refuses others before anything is done for them.
 *
 * A refused request fails with `ErrorCode.RateLimited` and `data: { retryAfterMs, limit }`; over HTTP
 * with status 429 and `Retry-After` in whole seconds.
 *
 * @throws MortiseError `INVALID_OPTION` for a limit or window that admits nothing, and for an option
 * that does not exist.
 */
export function rateLimit(options: RateLimitOptions): Middleware {
  checkOptions("rateLimit", options, OPTIONS);
  const { limit, by = "principal", cost = () => 1 } = options;
  const windowMs = parseDuration(options.window, "rateLimit window");
  if (!(Number.isSafeInteger(limit) && limit > 0 && windowMs > 0)) {
    throw new MortiseError(
      "INVALID_OPTION",
      `A rate limit needs a whole limit of 1 or more and a window, not ${limit} in ${windowMs} ms`,
    );
  }
  let warnedAt = Number.NEGATIVE_INFINITY;
  return async (request, next) => {
    const price = readPrice(cost(request), limit);
    if (price === 0) return next();
    const { server, place } = request;
    const caller = by === "principal" ? ["principal", request.principal?.id] : ["by", by(request)];
    let retryAfterMs: number;
    try {
      const key = await toValueKey("rate", JSON.stringify([server.name, place, ...caller]));
      const values = options.values ?? server.values;
      retryAfterMs = await takeFromWindow(
        values,
        key,
        { limit, windowMs },
        { cost: price, now: server.clock.now() },
      );
    } catch (error) {
      // Once in a window is often enough to tell that the backplane is away.
      const now = server.clock.monotonic();
      if (now - warnedAt >= windowMs) {
        warnedAt = now;
        const isOpen = options.onOutage !== "refuse";
        const what = isOpen ? "requests are admitted uncounted" : "requests are refused";
        const message = `The backplane of a rate limit cannot be reached; meanwhile ${what}`;
        server.log({ level: "warning", message, error });
      }
      if (options.onOutage === "refuse") throw unchecked(error);
      retryAfterMs = 0;
    }
    if (retryAfterMs > 0) throw limited(retryAfterMs, limit, windowMs);
    return next();
  };
}

function readPrice(price: number, limit: number): number {
  if (Number.isSafeInteger(price) && price >= 0 && price <= limit) return price;
  throw new MortiseError(
    "INVALID_OPTION",
    `The cost of a request must be a whole number from 0 to the limit of ${limit}, not ${price}`,
  );
}

function limited(retryAfterMs: number, limit: number, windowMs: number): ProtocolError {
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new ProtocolError(
    ErrorCode.RateLimited,
    `Too many requests: ${limit} are admitted in ${windowMs / 1000} s; try again in ${seconds} s`,
    {
      data: { retryAfterMs, limit },
      http: { status: 429, headers: { "retry-after": String(seconds) } },
    },
  );
}

function unchecked(cause: unknown): ProtocolError {
  return new ProtocolError(
    ErrorCode.InternalError,
    "The rate limit cannot be checked at the moment; try again in 1 s",
    {
      cause,
      data: { retryAfterMs: 1000 },
      http: { status: 503, headers: { "retry-after": "1" } },
    },
  );
}
