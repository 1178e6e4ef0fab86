import type { Random } from "@mortise/protocol";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from "jose";
import type { CryptoKey } from "../access-token/crypto-key.ts";
import { digestByWebCrypto } from "../access-token/token-digest.ts";

/** The algorithm of keys that are made here; every server that knows DPoP knows it. */
const ALGORITHM = "ES256";

/** The request that a proof is made for. */
export interface ProvenRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The URL; its query and fragment are no part of the proof (RFC 9449, 4.2). */
  readonly url: string;
  /** The access token that goes with the request; absent at a token endpoint. */
  readonly accessToken?: string | undefined;
  /** The nonce that the server gave last. */
  readonly nonce?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Makes the id of the proof. */
  readonly random: Random;
}

/** A key pair of a program. */
export interface ProofKeyPair {
  /** Signs; it may be one that cannot be exported. */
  readonly privateKey: CryptoKey;
  /** Goes with each proof. */
  readonly publicKey: CryptoKey;
}

/** A key for proofs in its JSON form (RFC 7518, 6.2): with `d`, which must stay secret, a private one. */
export interface ProofJwk {
  /** The type of the key: `EC`. */
  readonly kty?: string;
  /** The curve: `P-256`. */
  readonly crv?: string;
  /** A coordinate of the public key. */
  readonly x?: string;
  /** A coordinate of the public key. */
  readonly y?: string;
  /** The private key. */
  readonly d?: string;
  /** Further members (RFC 7517, 4). */
  readonly [member: string]: unknown;
}

/** A key whose possession a client proves with each request (RFC 9449). */
export class ProofKey {
  /** The SHA-256 thumbprint of the public key, which tokens are bound to (RFC 7638). */
  readonly thumbprint: string;
  readonly #privateKey: CryptoKey;
  readonly #publicJwk: ProofJwk;

  private constructor(privateKey: CryptoKey, publicJwk: ProofJwk, thumbprint: string) {
    this.#privateKey = privateKey;
    this.#publicJwk = publicJwk;
    this.thumbprint = thumbprint;
  }

  /** Uses a key pair of the program, for ES256. */
  static async of({ privateKey, publicKey }: ProofKeyPair): Promise<ProofKey> {
    const { kty, crv, x, y } = await exportJWK(publicKey);
    const jwk = { kty, crv, x, y } as ProofJwk;
    return new ProofKey(privateKey, jwk, await calculateJwkThumbprint(jwk));
  }

  /** Makes a key whose JSON form a token store keeps beside the tokens that are bound to it. */
  static async generate(): Promise<{ readonly key: ProofKey; readonly jwk: ProofJwk }> {
    const pair = await generateKeyPair(ALGORITHM, { extractable: true });
    const jwk = await exportJWK(pair.privateKey);
    return { key: await ProofKey.of(pair), jwk };
  }

  /** Reads the JSON form of a private key. */
  static async read(jwk: ProofJwk): Promise<ProofKey> {
    const { kty, crv, x, y } = jwk;
    const privateKey = (await importJWK(jwk, ALGORITHM)) as CryptoKey;
    const publicJwk = { kty, crv, x, y } as ProofJwk;
    return new ProofKey(privateKey, publicJwk, await calculateJwkThumbprint(publicJwk));
  }

  /** Makes the value of the header `DPoP` for one request; each has an id of its own. */
  async prove({ method, url, accessToken, nonce, now, random }: ProvenRequest): Promise<string> {
    const { origin, pathname } = new URL(url);
    const claims = {
      jti: random.uuid(),
      htm: method,
      htu: `${origin}${pathname}`,
      iat: Math.floor(now / 1000),
      ...(accessToken !== undefined && { ath: await digestByWebCrypto(accessToken) }),
      ...(nonce !== undefined && { nonce }),
    };
    return await new SignJWT(claims)
      .setProtectedHeader({
        typ: "dpop+jwt",
        alg: ALGORITHM,
        jwk: this.#publicJwk,
      })
      .sign(this.#privateKey);
  }
}
