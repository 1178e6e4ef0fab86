import { Browser } from "../browser.ts";

interface Tokens {
  readonly access_token: string;
  readonly token_type: string;
  readonly refresh_token?: string | undefined;
}

interface Client {
  readonly client_id: string;
}

/** The OAuthClientProvider of the official SDKs and of the AI SDK, of a user that signs in at once. */
export class SignedInUser {
  readonly redirectUrl = "http://127.0.0.1:33418/callback";
  readonly clientMetadata: {
    readonly client_name: string;
    readonly application_type: string;
    redirect_uris: string[];
    grant_types: string[];
    response_types: string[];
    token_endpoint_auth_method: string;
  } = {
    client_name: "Interop",
    application_type: "native",
    redirect_uris: ["http://127.0.0.1:33418/callback"],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
  /** The logins so far. */
  logins = 0;
  readonly #browser = new Browser();
  #client: Client | undefined;
  #tokens: Tokens | undefined;
  #verifier = "";
  #callback: URLSearchParams | undefined;

  /** `client` was registered by hand; without one the client registers itself. */
  constructor(client: Client | undefined) {
    this.#client = client;
  }

  clientInformation(): Client | undefined {
    return this.#client;
  }

  saveClientInformation(client: Client): void {
    this.#client = client;
  }

  tokens(): Tokens | undefined {
    return this.#tokens;
  }

  saveTokens(tokens: Tokens): void {
    this.#tokens = tokens;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  async redirectToAuthorization(url: URL): Promise<void> {
    this.logins += 1;
    this.#callback = (await this.#browser.signIn(url)).searchParams;
  }

  /** Returns the parameters of the last callback, once; `undefined` if there was none since. */
  takeCallback(): URLSearchParams | undefined {
    const callback = this.#callback;
    this.#callback = undefined;
    return callback;
  }

  /** Returns whether the tokens can be renewed without the user. */
  get isRenewable(): boolean {
    return this.#tokens?.refresh_token !== undefined;
  }

  /** Replaces the access token by one that no server takes. */
  spoil(): void {
    if (this.#tokens) this.#tokens = { ...this.#tokens, access_token: "spoilt" };
  }
}
