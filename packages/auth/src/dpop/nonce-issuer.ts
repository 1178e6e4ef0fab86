import type { Clock, Random } from "@mortise/protocol";
import { toBase64Url } from "../access-token/token-digest.ts";

/** Milliseconds for which a nonce is taken. */
const LIFETIME_MS = 5 * 60_000;
/** Age at which a client gets the next nonce ahead of its end. */
const RENEW_MS = LIFETIME_MS / 2;

/**
 * Makes nonces that hold their own time, sealed with a secret, so that no instance has to remember them
 * (RFC 9449, 8 and 9). Instances with the same secret take each other's.
 */
export class NonceIssuer {
  readonly #clock: Clock;
  readonly #key: Promise<CryptoKey>;

  /** `secret` is 32 bytes or more that the instances share; without one, this instance makes its own. */
  constructor(clock: Clock, random: Random, secret?: string) {
    this.#clock = clock;
    const bytes = secret === undefined ? random.bytes(32) : new TextEncoder().encode(secret);
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    this.#key = crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign", "verify"]);
    // A key that cannot be made rejects each use; the process does not end before that.
    this.#key.catch(() => undefined);
  }

  /** Makes a nonce of this moment. */
  async issue(): Promise<string> {
    const time = String(Math.floor(this.#clock.now()));
    const seal = await crypto.subtle.sign("HMAC", await this.#key, new TextEncoder().encode(time));
    return `${time}.${toBase64Url(new Uint8Array(seal))}`;
  }

  /** Returns whether `nonce` is one of these, and whether it is time for the next one. */
  async check(nonce: unknown): Promise<"good" | "aging" | "refused"> {
    if (typeof nonce !== "string" || nonce.length > 100) return "refused";
    const [, time = "", seal = ""] = /^(\d{1,15})\.([\w-]{43})$/.exec(nonce) ?? [];
    const bytes = fromBase64Url(seal);
    const data = new TextEncoder().encode(time);
    if (!bytes || !(await crypto.subtle.verify("HMAC", await this.#key, bytes, data))) {
      return "refused";
    }
    const age = this.#clock.now() - Number(time);
    // The clock of another instance may be ahead.
    if (age > LIFETIME_MS || age < -RENEW_MS) return "refused";
    return age > RENEW_MS ? "aging" : "good";
  }
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text === "") return undefined;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
