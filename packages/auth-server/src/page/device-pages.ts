import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import { describeRequest, showName } from "./consent-page.ts";
import type { HtmlPart } from "./html.ts";
import { html } from "./html.ts";
import { sendPage } from "./page.ts";

/** The faults of a code that a user entered, by the name of the error. */
const FAULTS: Readonly<Record<string, string>> = {
  NoCodeError: "Enter the code that the application shows.",
  NotFoundError: "That code is not known. Check it, and enter it again.",
  ExpiredError: "That code has expired. Start again in the application.",
  AlreadyUsedError: "That code was used before. Start again in the application.",
  AbortedError: "The request was refused. You can close this page.",
};

/** The pages of the device flow (RFC 8628, 3.3); `secretOf` makes the secret of a browser's forms. */
export function devicePages(
  secretOf: (ctx: KoaContextWithOIDC) => string,
): NonNullable<NonNullable<Configuration["features"]>["deviceFlow"]> {
  /** oidc-provider makes a new secret for each page; a page that is fetched twice has one here. */
  const bind = (ctx: KoaContextWithOIDC): string => {
    const secret = secretOf(ctx);
    if (ctx.oidc.session) ctx.oidc.session.state = { secret };
    return secret;
  };
  return {
    enabled: true,
    charset: "base-20",
    mask: "****-****",
    userCodeInputSource: (ctx, _form, out, error) => {
      const fault = error && (FAULTS[error.name] ?? FAULTS[error.constructor.name]);
      const body = error?.name === "AbortedError" ? undefined : codeForm(bind(ctx));
      sendPage(ctx, {
        title: "Connect a device",
        body: html`${out && html`<p class="fault" role="alert">${fault ?? "That did not work. Try again."}</p>`}${body}`,
      });
    },
    userCodeConfirmSource: (ctx, _form, client, ...[, userCode]) => {
      const { params } = ctx.oidc.entities.DeviceCode ?? {};
      const { scope, resource } = (params ?? {}) as { scope?: string; resource?: string };
      sendPage(ctx, {
        title: `Connect ${showName(client.clientName) || "an application"}?`,
        body: html`<p>The application shows this code: <strong><code>${userCode}</code></strong></p>
${describeRequest({
  clientName: showName(client.clientName) || "An application",
  verifiedHost: URL.parse(client.clientId)?.host,
  destination: "the device that shows the code",
  resource,
  scopes: scope?.split(" ").filter((name) => name !== "") ?? [],
})}
<p>Continue only if you started this yourself, and the device in front of you shows the same code.</p>
<form method="post">
<input type="hidden" name="xsrf" value="${ctx.oidc.session?.state?.["secret"] as HtmlPart}">
<input type="hidden" name="user_code" value="${userCode}">
<button class="main" name="confirm" value="yes">Continue</button>
<button name="abort" value="yes">Refuse</button>
</form>`,
      });
    },
    successSource: (ctx) =>
      sendPage(ctx, {
        title: "Connected",
        body: html`<p>The device is signed in. You can close this page.</p>`,
      }),
  };
}

function codeForm(secret: string): HtmlPart {
  return html`<p>Enter the code that the application shows.</p>
<form method="post">
<input type="hidden" name="xsrf" value="${secret}">
<label for="code">Code</label>
<input id="code" type="text" name="user_code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" required autofocus>
<button class="main">Continue</button>
</form>`;
}
