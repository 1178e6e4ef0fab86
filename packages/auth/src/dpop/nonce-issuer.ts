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
  readonly #keys: Promise<readonly CryptoKey[]>;

  /**
   * `secrets` are of 32 characters or more, and shared by the instances: the first seals, all of them
   * open, so that one can be replaced. Without any, this instance makes its own.
   */
  constructor(clock: Clock, random: Random, secrets: readonly string[] = []) {
    this.#clock = clock;
    const own = secrets.length === 0 ? [random.bytes(32)] : secrets.map(derive);
    this.#keys = Promise.all(own.map(async (bytes) => toKey(await bytes)));
    // A key that cannot be made rejects each use; the process does not end before that.
    this.#keys.catch(() => undefined);
  }

  /** Makes a nonce of this moment. */
  async issue(): Promise<string> {
    const time = String(Math.floor(this.#clock.now()));
    const [key] = await this.#keys;
    const data = new TextEncoder().encode(time);
    const seal = await crypto.subtle.sign("HMAC", key as CryptoKey, data);
    return `${time}.${toBase64Url(new Uint8Array(seal))}`;
  }

  /** Returns whether `nonce` is one of these, and whether it is time for the next one. */
  async check(nonce: unknown): Promise<"good" | "aging" | "refused"> {
    if (typeof nonce !== "string" || nonce.length > 100) return "refused";
    const [, time = "", seal = ""] = /^(\d{1,15})\.([\w-]{43})$/.exec(nonce) ?? [];
    const bytes = fromBase64Url(seal);
    const data = new TextEncoder().encode(time);
    if (!bytes || !(await this.#isSealed(bytes, data))) return "refused";
    const age = this.#clock.now() - Number(time);
    // The clock of another instance may be ahead.
    if (age > LIFETIME_MS || age < -RENEW_MS) return "refused";
    return age > RENEW_MS ? "aging" : "good";
  }

  async #isSealed(seal: Uint8Array<ArrayBuffer>, data: Uint8Array<ArrayBuffer>): Promise<boolean> {
    for (const key of await this.#keys) {
      if (await crypto.subtle.verify("HMAC", key, seal, data)) return true;
    }
    return false;
  }
}

/** The secret may seal other things elsewhere, so that nonces have a key that is made of it. */
function derive(secret: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(`dpop nonce ${secret}`));
}

function toKey(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign", "verify"]);
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text === "") return undefined;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
