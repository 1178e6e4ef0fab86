import type { Random } from "@mortise/protocol";
import type Provider from "oidc-provider";
import type { BrowserBinding } from "../interaction/browser-binding.ts";
import type { LoginStep } from "../interaction/interaction-pages.ts";
import { sendLost } from "../interaction/interaction-pages.ts";
import type { ConsentRequest } from "../page/consent-page.ts";
import { consentBody } from "../page/consent-page.ts";
import type { Context, Interaction } from "../page/context.ts";
import type { Html } from "../page/html.ts";
import { FOLDER } from "../provider/paths.ts";
import type { ProviderEvent } from "../provider/provider-options.ts";
import type { RecordStore } from "../record/record-store.ts";
import type { Sealer } from "../record/sealer.ts";
import { describeFailure } from "../upstream/describe-failure.ts";
import type { Upstream, UpstreamLogin, UpstreamUser } from "../upstream/upstream.ts";
import { LOGIN_IS_OVER, UpstreamRefusal } from "../upstream/upstream.ts";
import type { Vault } from "./vault.ts";

/** Where the identity provider sends users back; it is registered there by hand. */
export const CALLBACK_PATH: string = `${FOLDER}/callback`;

/** Milliseconds that a user may take at the identity provider. */
const TTL_MS = 600_000;
/** Milliseconds that the identity provider may take for an answer. */
const TIMEOUT_MS = 10_000;

/** The parts of a login at an identity provider. */
export interface UpstreamLoginOptions {
  readonly upstream: Upstream;
  readonly vault: Vault;
  readonly binding: BrowserBinding;
  readonly store: RecordStore;
  readonly sealer: Sealer;
  readonly random: Random;
  readonly issuer: string;
  readonly allowsUser: (user: UpstreamUser) => boolean | Promise<boolean>;
  readonly log: (event: ProviderEvent) => void;
}

/** A login that is under way, as it is kept. */
interface Kept {
  readonly uid: string;
  /** The mark of the browser that consented. */
  readonly browser: string;
  readonly login: UpstreamLogin;
}

/**
 * Signs users in at an identity provider: sends the browser there once the user has consented, and takes
 * it back. The `state` is random, works once, within ten minutes, in the browser that consented.
 */
export class UpstreamLogins implements LoginStep {
  readonly #provider: () => Provider;
  readonly #options: UpstreamLoginOptions;

  constructor(provider: () => Provider, options: UpstreamLoginOptions) {
    this.#provider = provider;
    this.#options = options;
  }

  body(request: ConsentRequest, token: string): Html {
    return consentBody(request, { token, allow: `Continue with ${this.#options.upstream.name}` });
  }

  isAccepted(form: URLSearchParams): boolean {
    return form.get("decision") === "allow";
  }

  async proceed(ctx: Context, { uid }: Interaction): Promise<string> {
    const page = await this.#begin(ctx, uid);
    return page ?? this.#provider().interactionResult(ctx.req, ctx.res, UNAVAILABLE);
  }

  /** Returns the page of the identity provider; `undefined` if it cannot be reached. */
  async #begin(ctx: Context, uid: string, prompt?: "login"): Promise<string | undefined> {
    const { upstream, binding, store, sealer, issuer } = this.#options;
    const login = {
      state: this.#secret(),
      nonce: this.#secret(),
      codeVerifier: this.#secret(),
      redirectUri: `${issuer}${CALLBACK_PATH}`,
      ...(prompt !== undefined && { prompt }),
    };
    try {
      const url = await upstream.authorizationUrl(login, AbortSignal.timeout(TIMEOUT_MS));
      const key = this.#keyOf(login.state);
      const kept: Kept = { uid, browser: binding.markOf(ctx), login };
      await store.set(key, sealer.seal(JSON.stringify(kept), key), TTL_MS);
      return url.href;
    } catch (error) {
      const why = describeFailure(error);
      this.#log("error", `${upstream.name} cannot be reached for a sign-in: ${why}`);
      return undefined;
    }
  }

  /** Takes a browser that comes back from the identity provider. */
  async takeBack(ctx: Context): Promise<void> {
    const state = ctx.query["state"];
    const kept = typeof state === "string" ? await this.#take(state) : undefined;
    if (!kept) return sendLost(ctx);
    if (!this.#options.binding.isFrom(ctx, kept.browser)) {
      this.#log(
        "warning",
        "A sign-in was refused: it came back in another browser than it began in",
      );
      return sendLost(ctx);
    }
    const interaction = await this.#provider().Interaction.find(kept.uid);
    if (!interaction) return sendLost(ctx);
    const result = await this.#resultOf(ctx, kept.login);
    const page = result === "again" ? await this.#begin(ctx, kept.uid, "login") : undefined;
    if (page !== undefined) return redirect(ctx, page);
    interaction.result = result === "again" ? UNAVAILABLE : result;
    await interaction.persist();
    redirect(ctx, interaction.returnTo);
  }

  /**
   * Ends a login. An identity provider may take a session for the sign-in that it then refuses to give tokens
   * for, such as one that is older than its policy allows; the user signs in `again` then, once.
   */
  async #resultOf(
    ctx: Context,
    login: UpstreamLogin,
  ): Promise<NonNullable<Interaction["result"]> | "again"> {
    const { upstream, vault, allowsUser, issuer } = this.#options;
    try {
      const callback = new URL(`${CALLBACK_PATH}?${ctx.querystring}`, issuer);
      const identity = await upstream.redeem(callback, login, AbortSignal.timeout(TIMEOUT_MS));
      if (!(await allowsUser(identity.user))) {
        this.#log("warning", `allowsUser refused a user of ${upstream.name}`);
        return { error: "access_denied", error_description: "this user may not sign in here" };
      }
      return { login: { accountId: await vault.put(identity) } };
    } catch (error) {
      if (error instanceof UpstreamRefusal && error.error === "access_denied") {
        return { error: "access_denied", error_description: "the user refused" };
      }
      const isOver = error instanceof UpstreamRefusal && LOGIN_IS_OVER.has(error.error);
      if (isOver && login.prompt === undefined) return "again";
      this.#log("error", `A sign-in at ${upstream.name} failed: ${describeFailure(error)}`);
      return UNAVAILABLE;
    }
  }

  /** Takes a login by its state, which works once, also if two callbacks come at the same time. */
  async #take(state: string): Promise<Kept | undefined> {
    const { store, sealer } = this.#options;
    const key = this.#keyOf(state);
    const sealed = await store.get(key);
    if (sealed === undefined || !(await store.delete(key))) return undefined;
    const text = sealer.open(sealed, key);
    return text === undefined ? undefined : (JSON.parse(text) as Kept);
  }

  #keyOf(state: string): string {
    return `upstream/${this.#options.sealer.mark("state", state)}`;
  }

  #secret(): string {
    return Buffer.from(this.#options.random.bytes(32)).toString("base64url");
  }

  #log(level: ProviderEvent["level"], message: string): void {
    this.#options.log({ level, message });
  }
}

function redirect(ctx: Context, location: string): void {
  ctx.status = 303;
  ctx.set({ location, "cache-control": "no-store" });
  ctx.body = "";
}

const UNAVAILABLE = {
  error: "temporarily_unavailable",
  error_description: "the sign-in could not be completed; try again",
};
