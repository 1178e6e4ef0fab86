import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { HostFailure } from "../state/host-failure.ts";

/** `own` may use the server under development; `control` everything. */
export type Power = "own" | "control";

/** Makes a token of 256 bits, which the terminal shows in the fragment of the page's URL. */
export function createToken(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * Reads what a request may do from `Authorization: Bearer <token>`. A request without a token may use the
 * server under development, if `allowsOwn`, since that is open on the same port anyway.
 */
export class PowerReader {
  readonly #digest: Buffer;
  readonly #allowsOwn: boolean;

  constructor(token: string, allowsOwn: boolean) {
    this.#digest = digest(token);
    this.#allowsOwn = allowsOwn;
  }

  /** @throws HostFailure 401 for a wrong token, and for a missing one if it is needed. */
  read({ headers: { authorization } }: IncomingMessage): Power {
    if (authorization === undefined) {
      if (this.#allowsOwn) return "own";
      throw needsToken("the request has no token");
    }
    const [, given = ""] = /^Bearer (.+)$/i.exec(authorization) ?? [];
    // Digests have one length, and comparing them takes the same time for any token.
    if (timingSafeEqual(digest(given), this.#digest)) return "control";
    throw needsToken("the token is not that of this run");
  }
}

/** Makes the refusal of a request that needs the token. */
export function needsToken(cause: string): HostFailure {
  return new HostFailure(401, {
    code: "TOKEN_NEEDED",
    step: "admit the request",
    cause,
    fix: "open the URL that the terminal shows, with the token behind its #",
  });
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
