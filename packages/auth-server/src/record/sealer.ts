import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from "node:crypto";
import type { Random } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Characters of a secret; 32 random ones have more than 128 bits. */
const MIN_SECRET = 32;

/**
 * Encrypts records for the place that they are stored at (AES-256-GCM), so that a copy of the database
 * holds no token, and a record that was moved to another key does not open.
 */
export class Sealer {
  readonly #keys: readonly Buffer[];
  readonly #macKeys: readonly Buffer[];
  readonly #random: Random;

  /**
   * `secrets` are a ring: the first seals, all of them open.
   *
   * @throws MortiseError `INVALID_OPTION` for no secret and for one of fewer than 32 characters.
   */
  constructor(secrets: readonly string[], random: Random) {
    if (secrets.length === 0 || secrets.some((secret) => secret.length < MIN_SECRET)) {
      throw new MortiseError(
        "INVALID_OPTION",
        `secret must have at least ${MIN_SECRET} characters; make one with: openssl rand -base64 32`,
        { data: { option: "secret" } },
      );
    }
    this.#keys = secrets.map((secret) => derive(secret, "mortise auth-server records"));
    this.#macKeys = secrets.map((secret) => derive(secret, "mortise auth-server marks"));
    this.#random = random;
  }

  /** Encrypts `text` for `place`, as base64url. */
  seal(text: string, place: string): string {
    const nonce = this.#random.bytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#keys[0] as Buffer, nonce);
    cipher.setAAD(Buffer.from(place));
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
  }

  /** Decrypts what {@link seal} wrote for `place`; `undefined` for anything else. */
  open(sealed: string, place: string): string | undefined {
    const bytes = Buffer.from(sealed, "base64url");
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    for (const key of this.#keys) {
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, nonce);
        decipher.setAAD(Buffer.from(place));
        decipher.setAuthTag(tag);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
      } catch {
        // Another key of the ring, or none.
      }
    }
    return undefined;
  }

  /** Makes the keyed digest of some texts, 43 characters of base64url. */
  mark(...parts: readonly string[]): string {
    return this.marks(...parts)[0] as string;
  }

  /** Makes the digest of {@link mark} with each secret of the ring. */
  marks(...parts: readonly string[]): readonly string[] {
    const text = JSON.stringify(parts);
    return this.#macKeys.map((key) => createHmac("sha256", key).update(text).digest("base64url"));
  }
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", purpose, 32));
}
