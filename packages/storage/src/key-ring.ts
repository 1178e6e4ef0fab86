import { createCipheriv, createDecipheriv, createHash, hkdfSync } from "node:crypto";
import type { Random } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** How a {@link KeyRing} is made. */
export interface KeyRingOptions {
  /** Names the use, such as `mortise tasks`: keys of another purpose open nothing of this one. */
  readonly purpose: string;
  /** The option that the secrets come from, for the message. */
  readonly option: string;
  /** Makes nonces. */
  readonly random: Random;
}

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Characters of a secret; 32 random ones have more than 128 bits. */
const MIN_SECRET = 32;
const ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = ID_BYTES + NONCE_BYTES + TAG_BYTES;

/**
 * Seals texts for a place (AES-256-GCM), so that a copy of the database does not hold them, and a text
 * that was moved to another place does not open.
 *
 * Of several secrets the first seals and all open, so that a secret can be replaced. A sealed text names
 * its key by an id of 8 hexadecimal digits, which says nothing of it.
 */
export class KeyRing {
  /** The ids of the keys; the first seals. */
  readonly ids: readonly [string, ...string[]];
  readonly #keys: readonly Key[];
  readonly #random: Random;

  /** @throws MortiseError `INVALID_OPTION` for no secret and for one of fewer than 32 characters. */
  constructor(secrets: readonly string[], { purpose, option, random }: KeyRingOptions) {
    if (secrets.length === 0 || secrets.some((secret) => secret.length < MIN_SECRET)) {
      throw new MortiseError(
        "INVALID_OPTION",
        `${option} must have at least ${MIN_SECRET} characters; make one with: openssl rand -base64 32`,
        { data: { option } },
      );
    }
    this.#keys = secrets.map((secret) => derive(secret, purpose));
    this.ids = this.#keys.map(({ id }) => id) as [string, ...string[]];
    this.#random = random;
  }

  /**
   * Encrypts `text` for `place`, as base64url, by the key `id`. Default: the first.
   *
   * @throws RangeError for a key that is not of the ring.
   */
  seal(text: string, place: string, id: string = this.ids[0]): string {
    const key = this.#keys.find((each) => each.id === id);
    if (!key) throw new RangeError(`The ring has no key ${id}`);
    const head = Buffer.from(id, "hex");
    const nonce = this.#random.bytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", key.bytes, nonce);
    cipher.setAAD(Buffer.concat([head, Buffer.from(place)]));
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return Buffer.concat([head, nonce, cipher.getAuthTag(), body]).toString("base64url");
  }

  /** Decrypts what {@link seal} wrote for `place` by a key of the ring; `undefined` for anything else. */
  open(sealed: string, place: string): string | undefined {
    const bytes = Buffer.from(sealed, "base64url");
    if (bytes.length < HEAD_BYTES) return undefined;
    const head = bytes.subarray(0, ID_BYTES);
    const nonce = bytes.subarray(ID_BYTES, ID_BYTES + NONCE_BYTES);
    const tag = bytes.subarray(ID_BYTES + NONCE_BYTES, HEAD_BYTES);
    const id = head.toString("hex");
    for (const key of this.#keys) {
      if (key.id !== id) continue;
      const decipher = createDecipheriv("aes-256-gcm", key.bytes, nonce);
      decipher.setAAD(Buffer.concat([head, Buffer.from(place)]));
      decipher.setAuthTag(tag);
      try {
        const body = bytes.subarray(HEAD_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
      } catch {
        // Damaged, of another place, or of another key with the same id.
      }
    }
    return undefined;
  }
}

function derive(secret: string, purpose: string): Key {
  const bytes = Buffer.from(hkdfSync("sha256", secret, "", purpose, 32));
  const digest = createHash("sha256").update("mortise key id").update(bytes).digest();
  return { id: digest.subarray(0, ID_BYTES).toString("hex"), bytes };
}
