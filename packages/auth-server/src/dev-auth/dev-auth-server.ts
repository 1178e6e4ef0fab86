import { systemClock } from "@mortise/protocol";
import type Provider from "oidc-provider";
import { Approvals } from "../interaction/approvals.ts";
import { BrowserBinding } from "../interaction/browser-binding.ts";
import type { LoginStep } from "../interaction/interaction-pages.ts";
import { serveInteractionPages } from "../interaction/interaction-pages.ts";
import { pickerBody } from "../page/consent-page.ts";
import { limitRegistration } from "../provider/browser-access.ts";
import { createProvider } from "../provider/create-provider.ts";
import { LoopbackServer } from "../provider/loopback-server.ts";
import { ROUTES } from "../provider/paths.ts";
import type { ResourceRules } from "../provider/provider-options.ts";
import { isSameResource } from "../provider/same-resource.ts";
import { createSigningKey } from "../provider/signing-key.ts";
import { UnusedCredentials } from "../provider/unused-credentials.ts";
import { MemoryRecordStore } from "../record/memory-record-store.ts";
import { Sealer } from "../record/sealer.ts";
import { RedirectPolicy } from "../registration/redirect-policy.ts";
import { isLoopback } from "../upstream/oauth-upstream.ts";
import type { DevAuthSettings } from "./dev-auth-options.ts";

const ACCESS_TOKEN_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

/** The authorization server of a developer, on a loopback port of its own. */
export class DevAuthServer implements AsyncDisposable {
  readonly #server: LoopbackServer;
  #provider: Provider | undefined;
  #unused: UnusedCredentials | undefined;

  private constructor() {
    this.#server = new LoopbackServer((request, response) => {
      void this.#provider?.callback()(request, response);
    });
  }

  /** Starts listening. */
  static async start(settings: DevAuthSettings): Promise<DevAuthServer> {
    const dev = new DevAuthServer();
    await dev.#server.start(settings.port);
    const clock = systemClock;
    const store = new MemoryRecordStore({ clock });
    dev.#unused = new UnusedCredentials({
      store,
      clock,
      log: ({ message }) => settings.log(message),
    });
    dev.#provider = await createDevProvider(dev.issuer, store, settings);
    dev.#unused.watch(dev.#provider);
    return dev;
  }

  /** The issuer, such as `http://127.0.0.1:50123`. */
  get issuer(): string {
    return this.#server.origin;
  }

  /** Notes that the token with these claims was presented. */
  present(claims: Readonly<Record<string, unknown>>): void {
    this.#unused?.present(claims);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#unused?.close();
    return this.#server.stop();
  }
}

async function createDevProvider(
  issuer: string,
  store: MemoryRecordStore,
  settings: DevAuthSettings,
): Promise<Provider> {
  const { users, random, log } = settings;
  const clock = systemClock;
  const sealer = new Sealer([Buffer.from(random.bytes(32)).toString("base64")], random);
  const cookiePrefix = `dev-auth-${new URL(issuer).port}`;
  const binding = new BrowserBinding({ sealer, random, issuer, cookiePrefix });
  const provider = createProvider({
    issuer,
    store,
    sealer,
    clock,
    random,
    keys: [await createSigningKey("ES256", random)],
    findResource: (resource, scope) => findResource(resource, scope, settings),
    defaultResource: () => settings.resource,
    clients: [],
    redirects: new RedirectPolicy({ allowsEveryPage: true }),
    acceptsRegistration: true,
    acceptsClientCredentials: false,
    trustsClient: () => true,
    findClaims: async (subject) => users.find(({ sub }) => sub === subject),
    requiresDpopNonce: () => false,
    asksAgain: () => true,
    formSecretOf: (ctx) => binding.tokenFor(ctx, "device"),
    metadata: {},
    lifetimes: {
      session: DAY_SECONDS,
      grant: DAY_SECONDS,
      refreshToken: DAY_SECONDS,
      interaction: 600,
    },
    refreshGraceMs: 30_000,
    clientTtlMs: DAY_SECONDS * 1000,
    cookiePrefix,
    log: ({ message }) => log(message),
  });
  forgetSessions(provider);
  limitRegistration(provider, clock);
  serveInteractionPages(provider, {
    binding,
    approvals: new Approvals({ store, sealer }),
    login: pickUser(provider, settings),
    nameOf: async (subject) => subject,
    log: ({ message }) => log(message),
  });
  return provider;
}

/** Lets a developer pick a user each time, and be another one by connecting again. */
function forgetSessions(provider: Provider): void {
  const name = provider.cookieName("session");
  provider.use(async (ctx, next) => {
    const { cookie } = ctx.req.headers;
    if (ctx.path === ROUTES.authorization && cookie !== undefined) {
      const others = cookie.split(/; */).filter((pair) => !pair.startsWith(name));
      ctx.req.headers.cookie = others.join("; ");
    }
    return next();
  });
}

/** Servers on this computer alone, so that a token of a developer opens nothing else. */
function findResource(
  resource: string,
  scope: string | undefined,
  settings: DevAuthSettings,
): ResourceRules | undefined {
  const { resource: own } = settings;
  const isKnown = own === undefined ? isLoopback(resource) : isSameResource(resource, own);
  if (!isKnown) return undefined;
  const named = scope?.split(" ").filter((name) => name !== "") ?? [];
  return {
    scopes: settings.scopes ?? named,
    accessTokenSeconds: ACCESS_TOKEN_SECONDS,
    ...(own !== undefined && { audience: own }),
  };
}

function pickUser(provider: Provider, { users }: DevAuthSettings): LoginStep {
  return {
    body: (request, token) => pickerBody(request, token, users),
    isAccepted: (form) => form.has("user"),
    proceed: (ctx, _interaction, form) => {
      const user = users.find(({ sub }) => sub === form.get("user"));
      const result = user
        ? { login: { accountId: user.sub } }
        : { error: "access_denied", error_description: "there is no such user" };
      return provider.interactionResult(ctx.req, ctx.res, result);
    },
  };
}
