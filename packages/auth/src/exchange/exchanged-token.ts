/** A token for another service. `toString`, JSON and `console.log` do not show it. */
export class ExchangedToken {
  readonly #token: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** The scopes of the token; empty if the authorization server does not name them. */
  readonly scopes: readonly string[];

  constructor(token: string, expiresAt: number, scopes: readonly string[]) {
    this.#token = token;
    this.expiresAt = expiresAt;
    this.scopes = scopes;
  }

  /** The headers of a request to the service: `fetch(url, { headers: token.headers })`. */
  get headers(): { readonly authorization: string } {
    return { authorization: `Bearer ${this.#token}` };
  }

  /** Takes the token out, for a library that wants it bare. */
  reveal(): string {
    return this.#token;
  }
}
