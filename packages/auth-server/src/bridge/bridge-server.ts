import type { Clock } from "@mortise/protocol";
import { subjectId } from "@mortise/protocol";
import type { Client, default as Provider } from "oidc-provider";
import { acceptIdJag } from "../id-jag/accept-id-jag.ts";
import { ID_JAG_METADATA } from "../id-jag/id-jag.ts";
import { TrustedIdps } from "../id-jag/trusted-issuer.ts";
import { Approvals } from "../interaction/approvals.ts";
import { BrowserBinding } from "../interaction/browser-binding.ts";
import { serveInteractionPages } from "../interaction/interaction-pages.ts";
import { limitRegistration } from "../provider/browser-access.ts";
import { createProvider } from "../provider/create-provider.ts";
import { inject } from "../provider/inject.ts";
import { METADATA_PATHS, ROUTES } from "../provider/paths.ts";
import type { ProviderOptions, ResourceRules } from "../provider/provider-options.ts";
import { isSameResource } from "../provider/same-resource.ts";
import { UnusedCredentials } from "../provider/unused-credentials.ts";
import { openRecordStore } from "../record/open-record-store.ts";
import type { RecordStore } from "../record/record-store.ts";
import { Sealer } from "../record/sealer.ts";
import { RedirectPolicy } from "../registration/redirect-policy.ts";
import type { BridgeSettings } from "./bridge-options.ts";
import type { Keys } from "./key-ring.ts";
import { KeyRing } from "./key-ring.ts";
import { CALLBACK_PATH, UpstreamLogins } from "./upstream-login.ts";
import { Vault } from "./vault.ts";

const ACCESS_TOKEN_SECONDS = 900;
const REFRESH_TOKEN_SECONDS = 30 * 86_400;
const SESSION_SECONDS = 8 * 3_600;
const REFRESH_GRACE_MS = 30_000;
const CLIENT_TTL_MS = 180 * 86_400_000;
/** Milliseconds between two looks for keys that another instance made. */
const KEYS_MS = 3_600_000;

/** Paths that a `HEAD` may look at; a page and a callback do something when they are fetched. */
const READ_ONLY: ReadonlySet<string> = new Set([...METADATA_PATHS, ROUTES.jwks]);

/** The authorization server of a bridge, beside the MCP server that it protects. */
export class BridgeServer {
  readonly vault: Vault;
  readonly #unused: UnusedCredentials;
  readonly #settings: BridgeSettings;
  readonly #store: RecordStore;
  readonly #sealer: Sealer;
  readonly #ring: KeyRing;
  readonly #binding: BrowserBinding;
  readonly #logins: UpstreamLogins;
  #keys: Keys;
  #provider: Provider;
  #cancel: () => void = () => undefined;

  private constructor(
    settings: BridgeSettings,
    parts: { store: RecordStore; sealer: Sealer; ring: KeyRing; keys: Keys },
  ) {
    const { clock, random, upstream, issuer, allowsUser, log } = settings;
    this.#settings = settings;
    this.#store = parts.store;
    this.#sealer = parts.sealer;
    this.#ring = parts.ring;
    this.#keys = parts.keys;
    const { store, sealer } = parts;
    this.vault = new Vault({
      store,
      sealer,
      clock,
      upstream,
      ttlMs: REFRESH_TOKEN_SECONDS * 1000,
      log,
    });
    this.#unused = new UnusedCredentials({ store, clock, log });
    this.#binding = new BrowserBinding({ sealer, random, issuer, cookiePrefix: "mortise" });
    this.#logins = new UpstreamLogins(() => this.#provider, {
      upstream,
      vault: this.vault,
      binding: this.#binding,
      store,
      sealer,
      random,
      issuer,
      allowsUser,
      log,
    });
    this.#provider = this.#build();
    this.#watchKeys(clock);
  }

  /** Opens the store, makes the first keys, and starts. */
  static async open(settings: BridgeSettings): Promise<BridgeServer> {
    const { clock, random, isProduction, log, secrets } = settings;
    const sealer = new Sealer(secrets, random);
    const store = await openRecordStore(settings.store, {
      clock,
      isProduction,
      report: (error) => log({ level: "error", message: `The store failed: ${String(error)}` }),
    });
    try {
      const ring = new KeyRing({ store, sealer, clock, random });
      return new BridgeServer(settings, { store, sealer, ring, keys: await ring.load() });
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Answers a request for one of the server's paths. */
  async handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (request.method !== "HEAD") return this.#answer(request);
    if (!READ_ONLY.has(pathname)) {
      return new Response(null, { status: 405, headers: { allow: "GET, POST" } });
    }
    return this.#answer(new Request(request.url, { headers: request.headers }));
  }

  /** Notes that the token with these claims was presented. */
  present(claims: Readonly<Record<string, unknown>>): void {
    this.#unused.present(claims);
  }

  /** Ends the timers and closes the store. */
  async close(): Promise<void> {
    this.#cancel();
    this.#unused.close();
    await this.#store.close();
  }

  #answer(request: Request): Promise<Response> {
    return inject(this.#provider.callback(), this.#settings.issuer, request);
  }

  #build(): Provider {
    const { trustedIdps, clock, log } = this.#settings;
    const options = this.#providerOptions();
    const provider = createProvider(options);
    limitRegistration(provider, clock);
    this.#unused.watch(provider);
    serveInteractionPages(provider, {
      binding: this.#binding,
      approvals: new Approvals({ store: this.#store, sealer: this.#sealer }),
      login: this.#logins,
      nameOf: async (subject) => this.#nameOf(subject),
      log,
    });
    provider.use(async (ctx, next) => {
      if (ctx.path !== CALLBACK_PATH || ctx.method !== "GET") return next();
      await this.#logins.takeBack(ctx);
    });
    if (trustedIdps.length > 0) {
      const idps = new TrustedIdps(trustedIdps);
      acceptIdJag(provider, { ...options, idps, accountOf: subjectId });
    }
    return provider;
  }

  #providerOptions(): ProviderOptions {
    const { issuer, url, clock, random, fetch, log, registration } = this.#settings;
    const { redirectUris, consent, trustedIdps } = this.#settings;
    return {
      issuer,
      store: this.#store,
      sealer: this.#sealer,
      clock,
      random,
      keys: this.#keys,
      findResource: (resource) => this.#findResource(resource),
      defaultResource: () => url,
      clients: [],
      redirects: new RedirectPolicy({ redirectUris, ownCallbacks: [`${issuer}${CALLBACK_PATH}`] }),
      acceptsRegistration: registration,
      acceptsClientCredentials: false,
      trustsClient: (client) => this.#trusts(client),
      findClaims: (subject) => this.vault.claimsOf(subject),
      requiresDpopNonce: () => false,
      // A page that another site opened proves nothing about the user's will.
      asksAgain: (ctx) => consent === "always" || ctx.get("sec-fetch-site") === "cross-site",
      formSecretOf: (ctx) => this.#binding.tokenFor(ctx, "device"),
      metadata: trustedIdps.length > 0 ? ID_JAG_METADATA : {},
      lifetimes: {
        session: SESSION_SECONDS,
        grant: REFRESH_TOKEN_SECONDS,
        refreshToken: REFRESH_TOKEN_SECONDS,
        interaction: 600,
      },
      refreshGraceMs: REFRESH_GRACE_MS,
      clientTtlMs: CLIENT_TTL_MS,
      cookiePrefix: "mortise",
      fetch,
      log,
    };
  }

  /** The one resource, however a client writes it; its tokens have the one audience. */
  #findResource(resource: string): ResourceRules | undefined {
    const { url, scopes, defaultScopes } = this.#settings;
    if (!isSameResource(resource, url)) return undefined;
    return { scopes, defaultScopes, audience: url, accessTokenSeconds: ACCESS_TOKEN_SECONDS };
  }

  async #trusts(client: Client): Promise<boolean> {
    const { clientId, clientName, redirectUris = [] } = client;
    return this.#settings.trustsClient({ clientId, clientName, redirectUris: [...redirectUris] });
  }

  async #nameOf(subject: string): Promise<string> {
    const claims = await this.vault.claimsOf(subject);
    const name = claims?.["name"] ?? claims?.["email"];
    return typeof name === "string" ? name : subject;
  }

  /** Another instance may have made keys, and this one's may be due. */
  #watchKeys(clock: Clock): void {
    const look = (): void => {
      void this.#loadKeys()
        .catch((error: unknown) => {
          const message = `The signing keys could not be read: ${String(error)}`;
          this.#settings.log({ level: "error", message });
        })
        .finally(() => this.#watchKeys(clock));
    };
    this.#cancel = clock.schedule(KEYS_MS, look, { isBackground: true });
  }

  async #loadKeys(): Promise<void> {
    const keys = await this.#ring.load();
    const names = (list: Keys): string => list.map(({ kid }) => kid).join();
    if (names(keys) === names(this.#keys)) return;
    this.#keys = keys;
    this.#provider = this.#build();
  }
}
