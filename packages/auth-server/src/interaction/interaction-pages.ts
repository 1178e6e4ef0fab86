import type { Client, default as Provider } from "oidc-provider";
import { errors } from "oidc-provider";
import type { ConsentRequest } from "../page/consent-page.ts";
import { consentBody, readConsentRequest } from "../page/consent-page.ts";
import type { Context, Interaction } from "../page/context.ts";
import type { Html } from "../page/html.ts";
import { html } from "../page/html.ts";
import { sendOn, sendPage } from "../page/page.ts";
import { finishInteraction, grantRequest } from "../provider/interaction.ts";
import { INTERACTION_PATH } from "../provider/paths.ts";
import type { ProviderEvent } from "../provider/provider-options.ts";
import type { Approvals } from "./approvals.ts";
import type { BrowserBinding } from "./browser-binding.ts";
import { readForm } from "./read-form.ts";

/** How users sign in. */
export interface LoginStep {
  /** Writes the form with which a user consents and signs in; `token` goes into it. */
  body(request: ConsentRequest, token: string): Html;
  /** Returns whether the user chose to go on in the form. */
  isAccepted(form: URLSearchParams): boolean;
  /**
   * Signs the user in after the consent, and returns the URL to go on at: of the interaction, or of
   * another site which comes back later.
   */
  proceed(ctx: Context, interaction: Interaction, form: URLSearchParams): Promise<string>;
}

/** The parts of the pages that ask users. */
export interface InteractionPagesOptions {
  readonly binding: BrowserBinding;
  readonly approvals: Approvals;
  readonly login: LoginStep;
  /** Names an account on a page. */
  readonly nameOf: (subject: string) => Promise<string>;
  readonly log: (event: ProviderEvent) => void;
}

/** Serves the pages on which users consent and sign in. */
export function serveInteractionPages(provider: Provider, options: InteractionPagesOptions): void {
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith(INTERACTION_PATH)) return next();
    try {
      const interaction = await provider.interactionDetails(ctx.req, ctx.res);
      // The cookie belongs to one path; this refuses a path that is another's.
      if (ctx.path !== `${INTERACTION_PATH}${interaction.uid}`)
        throw new errors.SessionNotFound("not this interaction");
      const client = await provider.Client.find(String(interaction.params["client_id"]));
      if (!client) throw new errors.SessionNotFound("the client is gone");
      const pages = new InteractionPages(provider, options);
      if (ctx.method === "POST") await pages.submit(ctx, interaction, client);
      else if (ctx.method === "GET" || ctx.method === "HEAD")
        await pages.show(ctx, interaction, client);
      else {
        ctx.status = 405;
        ctx.set("allow", "GET, HEAD, POST");
      }
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      sendLost(ctx);
    }
  });
}

class InteractionPages {
  readonly #provider: Provider;
  readonly #options: InteractionPagesOptions;

  constructor(provider: Provider, options: InteractionPagesOptions) {
    this.#provider = provider;
    this.#options = options;
  }

  /** Shows the page; changes nothing, so that it may be fetched again. */
  async show(ctx: Context, interaction: Interaction, client: Client): Promise<void> {
    const { approvals, binding, login } = this.#options;
    const { prompt, session, uid } = interaction;
    const isLogin = prompt.name === "login";
    if (!isLogin && (await approvals.take(interaction))) {
      const grantId = await grantRequest(this.#provider, interaction);
      return finishInteraction(this.#provider, ctx, { consent: { grantId } });
    }
    const request = readConsentRequest(interaction, client);
    const token = binding.tokenFor(ctx, uid, client.clientId);
    const account = session && (await this.#options.nameOf(session.accountId));
    sendPage(ctx, {
      title: `Allow ${request.clientName}?`,
      body: isLogin
        ? login.body(request, token)
        : consentBody(request, { token, allow: "Allow", account }),
    });
  }

  /** Carries out the user's decision. */
  async submit(ctx: Context, interaction: Interaction, client: Client): Promise<void> {
    const { approvals, binding, login, log } = this.#options;
    const { prompt, uid } = interaction;
    const form = await readForm(ctx);
    if (!form || !binding.isOwnForm(ctx, form.get("token") ?? "", uid, client.clientId)) {
      log({
        level: "warning",
        message: "A consent was refused: it did not come from the page that the browser was shown",
      });
      return sendLost(ctx);
    }
    if (form.get("decision") === "refuse") {
      return this.#finish(ctx, { error: "access_denied", error_description: "the user refused" });
    }
    const isLogin = prompt.name === "login";
    const isAccepted = isLogin ? login.isAccepted(form) : form.get("decision") === "allow";
    if (!isAccepted) return sendLost(ctx);
    if (isLogin) {
      await approvals.add(interaction);
      return sendOn(ctx, await login.proceed(ctx, interaction, form));
    }
    const grantId = await grantRequest(this.#provider, interaction);
    return this.#finish(ctx, { consent: { grantId } });
  }

  async #finish(ctx: Context, result: Parameters<Provider["interactionResult"]>[2]): Promise<void> {
    sendOn(ctx, await this.#provider.interactionResult(ctx.req, ctx.res, result));
  }
}

/** Answers a form or a page whose login is over, or began in another browser. */
export function sendLost(ctx: Context): void {
  sendPage(ctx, {
    status: 400,
    title: "This sign-in is over",
    body: html`<p class="fault">It has expired, it was finished before, or it began in another browser.</p>
<p>Go back to the application and connect again.</p>`,
  });
}
