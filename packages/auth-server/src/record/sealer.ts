import { createHmac, hkdfSync } from "node:crypto";
import type { Random } from "@mortise/protocol";
import { KeyRing } from "@mortise/storage";

/**
 * Encrypts records for the place that they are stored at (AES-256-GCM), so that a copy of the database
 * holds no token, and a record that was moved to another key does not open.
 */
export class Sealer {
  readonly #ring: KeyRing;
  readonly #macKeys: readonly Buffer[];

  /**
   * `secrets` are a ring: the first seals, all of them open.
   *
   * @throws MortiseError `INVALID_OPTION` for no secret and for one of fewer than 32 characters.
   */
  constructor(secrets: readonly string[], random: Random) {
    const purpose = "mortise auth-server records";
    this.#ring = new KeyRing(secrets, { purpose, option: "secret", random });
    this.#macKeys = secrets.map((secret) => derive(secret, "mortise auth-server marks"));
  }

  /** Encrypts `text` for `place`, as base64url. */
  seal(text: string, place: string): string {
    return this.#ring.seal(text, place);
  }

  /** Decrypts what {@link seal} wrote for `place`; `undefined` for anything else. */
  open(sealed: string, place: string): string | undefined {
    return this.#ring.open(sealed, place);
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
