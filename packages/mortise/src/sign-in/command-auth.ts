import type { Account } from "@mortise/auth";
import type { ClientAuth, ClientAuthRequest, ClientAuthResponse } from "@mortise/protocol";
import type { LoginPlace } from "./login-settings.ts";
import type { SignIn, SignInOptions } from "./open-sign-in.ts";

/** Signs the user in when a server asks, and remembers how; loads its code when it is first needed. */
export class CommandAuth implements ClientAuth {
  readonly #place: LoginPlace;
  readonly #options: SignInOptions;
  #opening: Promise<SignIn> | undefined;
  #opened: SignIn | undefined;

  constructor(place: LoginPlace, options: SignInOptions) {
    this.#place = place;
    this.#options = options;
  }

  async headers(request: ClientAuthRequest): Promise<Readonly<Record<string, string | undefined>>> {
    return await (await this.#open()).client.headers(request);
  }

  async onChallenge(
    response: ClientAuthResponse,
    request: ClientAuthRequest,
  ): Promise<"retry" | "fail"> {
    const { client, book, settings } = await this.#open();
    const outcome = await client.onChallenge(response, request);
    if (outcome === "retry") await book.write(this.#place, settings);
    return outcome;
  }

  onResponse(response: ClientAuthResponse, request: ClientAuthRequest): void {
    this.#opened?.client.onResponse?.(response, request);
  }

  async principal(request?: Pick<ClientAuthRequest, "url" | "server">): Promise<string> {
    return await (await this.#open()).client.principal(request);
  }

  /** Loads the code, and how the user signed in last. */
  async load(): Promise<void> {
    await this.#open();
  }

  /** Returns the account of the login; `undefined` without one. */
  async account(): Promise<Account | undefined> {
    return await (await this.#open()).client.account(this.#place.url);
  }

  async #open(): Promise<SignIn> {
    this.#opening ??= import("./open-sign-in.ts").then(async ({ openSignIn }) => {
      this.#opened = await openSignIn(this.#place, this.#options);
      return this.#opened;
    });
    return await this.#opening;
  }
}
