import { checkOptions, MortiseError } from "@mortise/protocol";
import type { JWTVerifyGetKey } from "jose";
import { createRemoteJWKSet, customFetch } from "jose";

/** An identity provider whose assertions are accepted. */
export interface TrustedIdp {
  /** Its issuer, compared as it is written. */
  readonly issuer: string;
  /** Where its keys are. Default: as its metadata says. */
  readonly jwksUri?: string;
}

/** Milliseconds that an identity provider may take to answer. */
const TIMEOUT_MS = 5_000;
/** Bytes of a document that are read. */
const MAX_BYTES = 256 * 1024;

/**
 * Checks the identity providers that are to be trusted.
 *
 * @throws MortiseError `INVALID_OPTION` for what is no list of them, and for an issuer or a `jwksUri` that is no
 * URL.
 */
export function checkTrustedIdps(given: unknown): void {
  const fault = (message: string): MortiseError =>
    new MortiseError("INVALID_OPTION", message, { data: { option: "trustedIdps" } });
  if (!Array.isArray(given)) {
    throw fault('trustedIdps takes a list, such as [{ issuer: "https://id.example.com" }]');
  }
  for (const idp of given as readonly TrustedIdp[]) {
    checkOptions("trustedIdps", idp, { issuer: true, jwksUri: true });
    for (const url of [idp.issuer, idp.jwksUri ?? idp.issuer]) {
      if (typeof url === "string" && URL.canParse(url)) continue;
      throw fault(
        `trustedIdps has ${JSON.stringify(url)}, which is no URL of an identity provider`,
      );
    }
  }
}

/** The keys of the identity providers that are trusted, each looked up when it is first needed. */
export class TrustedIdps {
  readonly #trusted: ReadonlyMap<string, TrustedIdp>;
  readonly #fetch: typeof fetch;
  readonly #keys = new Map<string, Promise<JWTVerifyGetKey>>();

  constructor(trusted: readonly TrustedIdp[], fetchKeys: typeof fetch = fetch) {
    this.#trusted = new Map(trusted.map((idp) => [idp.issuer, idp]));
    this.#fetch = fetchKeys;
  }

  /** Returns the keys of an issuer; `undefined` for one that is not trusted. */
  async keysOf(issuer: string): Promise<JWTVerifyGetKey | undefined> {
    const idp = this.#trusted.get(issuer);
    if (idp === undefined) return undefined;
    const known = this.#keys.get(issuer) ?? this.#open(idp);
    this.#keys.set(issuer, known);
    // A failure is not kept, so that the next assertion finds an identity provider that is back.
    known.catch(() => this.#keys.delete(issuer));
    return known;
  }

  async #open({ issuer, jwksUri }: TrustedIdp): Promise<JWTVerifyGetKey> {
    const uri = jwksUri ?? (await this.#discover(issuer));
    return createRemoteJWKSet(new URL(uri), {
      timeoutDuration: TIMEOUT_MS,
      [customFetch]: (url, init) => this.#fetch(url, init as RequestInit),
    });
  }

  /** RFC 8414, 3, and OpenID Connect Discovery 1.0, 4. */
  async #discover(issuer: string): Promise<string> {
    const { origin, pathname } = new URL(issuer);
    const path = pathname.replace(/\/$/, "");
    const places = [
      `${origin}${path}/.well-known/openid-configuration`,
      `${origin}/.well-known/oauth-authorization-server${path}`,
    ];
    for (const place of places) {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await this.#fetch(place, { redirect: "error", signal });
      const text = await response.text();
      if (!response.ok || text.length > MAX_BYTES) continue;
      const found = JSON.parse(text) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
      if (found.issuer !== issuer || typeof found.jwks_uri !== "string") continue;
      if (URL.parse(found.jwks_uri)?.protocol === new URL(issuer).protocol) return found.jwks_uri;
    }
    throw new Error(`The metadata of ${issuer} was not found, or is of another issuer`);
  }
}
