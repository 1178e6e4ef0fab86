import type { ClientAuth, ClientAuthRequest, ClientAuthResponse } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { ProofKey } from "../dpop/proof-key.ts";
import { finishLogin } from "../grant/finish-login.ts";
import type { EndpointAccess } from "../grant/token-endpoint.ts";
import type { Fetch } from "../network/fetch.ts";
import type { Network } from "../network/network.ts";
import { keepSpelledAddresses } from "../network/spelled-address.ts";
import { parseUrl } from "../network/web-url.ts";
import { GrantStore } from "./grant-store.ts";
import type { Account } from "./server-session.ts";
import { ServerSession } from "./server-session.ts";
import type { SessionSettings } from "./session-settings.ts";

/** The most servers that one ClientAuth remembers; the one that was used first is read again. */
const MAX_SERVERS = 1000;

/** How a login is asked for or ended by a program. */
export interface LoginOptions {
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

/** A ClientAuth whose logins a program can begin, look at and end. */
export interface OAuthClient extends ClientAuth {
  /**
   * Signs in to the server at a URL, unless there is a login already that has the scopes of the options,
   * and returns its account.
   *
   * @throws AuthError `login_failed` and others.
   */
  login(server: string | URL, options?: LoginOptions): Promise<Account>;
  /** Revokes and forgets the login to a server; resolves with whether there was one. */
  logout(server: string | URL, options?: LoginOptions): Promise<boolean>;
  /** Returns the account of the stored login to a server, without a request; `undefined` without one. */
  account(server: string | URL): Promise<Account | undefined>;
}

/** Authorizes the requests to any number of servers, each with a login of its own. */
export class ClientSession implements OAuthClient {
  readonly extensions: Readonly<Record<string, Readonly<Record<string, never>>>>;
  readonly #settings: SessionSettings;
  readonly #servers = new Map<string, ServerSession>();

  /** `extension` is the identifier that requests declare; absent for the core of the protocol. */
  constructor(settings: SessionSettings, extension?: string) {
    this.#settings = settings;
    this.extensions = extension === undefined ? {} : { [extension]: {} };
  }

  async headers(request: ClientAuthRequest): Promise<Readonly<Record<string, string>>> {
    return await this.#at(request.server ?? request.url).headers(request, this.#networkOf(request));
  }

  onResponse(response: ClientAuthResponse, request: ClientAuthRequest): void {
    this.#at(request.server ?? request.url).observe(response, request);
  }

  async onChallenge(
    response: ClientAuthResponse,
    request: ClientAuthRequest,
  ): Promise<"retry" | "fail"> {
    const network = this.#networkOf(request);
    return (await this.#at(request.server ?? request.url).answer(response, request, network))
      ? "retry"
      : "fail";
  }

  principal(request?: Pick<ClientAuthRequest, "url" | "server">): string {
    if (request !== undefined) return this.#at(request.server ?? request.url).account?.id ?? "";
    const ids = [...this.#servers.values()].flatMap(({ account }) => account?.id ?? []);
    return [...new Set(ids)].sort().join(" ");
  }

  async login(server: string | URL, options: LoginOptions = {}): Promise<Account> {
    const url = toServer(server);
    const session = this.#at(url.href);
    await session.signIn(this.#network(url, undefined, options.signal));
    const { account } = session;
    if (account !== undefined) return account;
    throw new MortiseError("CLOSED", `The login to ${url.origin} was ended meanwhile`);
  }

  async logout(server: string | URL, options: LoginOptions = {}): Promise<boolean> {
    const url = toServer(server);
    return await this.#at(url.href).signOut(this.#network(url, undefined, options.signal));
  }

  async account(server: string | URL): Promise<Account | undefined> {
    const session = this.#at(toServer(server).href);
    await session.load();
    return session.account;
  }

  /** Finishes a login whose user was sent to the authorization page by a web application. */
  protected async finish(callback: string | URL): Promise<Account> {
    const { store, owner, quirks, dpop, clock, grant } = this.#settings;
    const { server, record } = await finishLogin(toCallback(callback), {
      store,
      owner,
      quirks,
      access: (at, proofKey) => this.#access(at, proofKey),
      restore: (client) => grant.restore(client),
      ...(typeof dpop !== "boolean" && { proofKey: dpop }),
    });
    const grants = new GrantStore(store, owner, server.href);
    const session = this.#at(server.href);
    session.adopt(await grants.lock(record, () => grants.write(record, clock.now())));
    const { account } = session;
    if (account !== undefined) return account;
    throw new MortiseError("CLOSED", `The login to ${server.origin} was ended meanwhile`);
  }

  #at(url: string): ServerSession {
    const found = this.#servers.get(url);
    if (found !== undefined) return found;
    const [oldest] = this.#servers.keys();
    if (this.#servers.size >= MAX_SERVERS && oldest !== undefined) this.#servers.delete(oldest);
    const session = new ServerSession(this.#settings, new URL(url));
    this.#servers.set(url, session);
    return session;
  }

  #networkOf({ url, server = url, fetch, signal }: ClientAuthRequest): Network {
    return this.#network(new URL(server), fetch, signal);
  }

  #network(server: URL, connection: Fetch | undefined, signal: AbortSignal | undefined): Network {
    const { fetch: own, fetchFor, timeoutMs, clock } = this.#settings;
    const base = own ?? connection;
    const plain: Fetch = base ?? keepSpelledAddresses(server, (input, init) => fetch(input, init));
    return { fetch: fetchFor?.(server, base) ?? plain, timeoutMs, clock, signal };
  }

  #access(server: URL, proofKey: ProofKey | undefined): EndpointAccess {
    const { random, quirks } = this.#settings;
    const network = this.#network(server, undefined, undefined);
    const { bearerTypes } = quirks;
    return { network, random, proofKey, nonces: new Map(), bearerTypes };
  }
}

/** Returns the URL of a server as requests to it have it: without a fragment. */
function toServer(server: string | URL): URL {
  const url = parseUrl(String(server));
  if (url?.protocol === "https:" || url?.protocol === "http:") {
    url.hash = "";
    return url;
  }
  throw new MortiseError(
    "INVALID_OPTION",
    "A login is for the http or https URL of an MCP server",
    {
      data: { option: "server" },
    },
  );
}

function toCallback(callback: string | URL): URL {
  const url = parseUrl(String(callback));
  if (url !== undefined) return url;
  throw new MortiseError("INVALID_OPTION", "finishAuth takes the absolute URL of the callback", {
    data: { option: "callback" },
  });
}
