import type { ClientAuthRequest, Random } from "@mortise/protocol";
import type { ProofJwk } from "../dpop/proof-key.ts";
import { ProofKey } from "../dpop/proof-key.ts";
import type { GrantRecord } from "../token-store/record.ts";

/** A proof key, and the form in which it is stored if it is. */
export interface BoundKey {
  readonly key: ProofKey;
  readonly jwk: ProofJwk | undefined;
}

/** Makes the headers of requests to one server, and keeps the nonces that the server gives. */
export class Credentials {
  readonly #dpop: boolean | ProofKey;
  readonly #random: Random;
  #bound: BoundKey | undefined;
  /** The nonce of the resource; that of the authorization server is another (RFC 9449, 9). */
  #nonce: string | undefined;

  constructor(dpop: boolean | ProofKey, random: Random) {
    this.#dpop = dpop;
    this.#random = random;
  }

  /** Returns the key for new tokens; `undefined` for Bearer tokens. */
  async keyForGrant(): Promise<BoundKey | undefined> {
    if (this.#dpop === false) return undefined;
    if (this.#dpop !== true) return { key: this.#dpop, jwk: undefined };
    this.#bound ??= await ProofKey.generate();
    return this.#bound;
  }

  /** Returns the key that the tokens of a record are bound to. */
  async keyOf({ tokenType, proofKey }: GrantRecord): Promise<BoundKey | undefined> {
    if (tokenType !== "DPoP") return undefined;
    if (proofKey === undefined) return await this.keyForGrant();
    if (this.#bound?.jwk?.x !== proofKey.x) {
      this.#bound = { key: await ProofKey.read(proofKey), jwk: proofKey };
    }
    return this.#bound;
  }

  /** Makes the headers that authorize one request. */
  async headers(
    record: GrantRecord,
    request: Pick<ClientAuthRequest, "method" | "url">,
    now: number,
  ): Promise<Readonly<Record<string, string>>> {
    const { accessToken, tokenType } = record;
    const bound = await this.keyOf(record);
    if (bound === undefined) return { authorization: `${tokenType} ${accessToken}` };
    const { method, url } = request;
    const proof = await bound.key.prove({
      method,
      url,
      accessToken,
      nonce: this.#nonce,
      now,
      random: this.#random,
    });
    return { authorization: `DPoP ${accessToken}`, dpop: proof };
  }

  /** Keeps a nonce for the requests to come; returns whether it is another one. */
  keepNonce(nonce: string | undefined): boolean {
    if (nonce === undefined || nonce === this.#nonce) return false;
    this.#nonce = nonce;
    return true;
  }
}
