import type { Configuration } from "oidc-provider";
import { html } from "./html.ts";
import { sendPage } from "./page.ts";

/** The remedy for each error that is shown instead of sent to the client. */
const ADVICE: Readonly<Record<string, string>> = {
  invalid_client:
    "The application is not known here, or no longer. Connect again; if that does not help, remove the connection in the application and add it anew.",
  invalid_redirect_uri:
    "The application asked for access to be sent to an address that it has not registered. Nothing was sent.",
  invalid_request:
    "The application sent a request that is not complete, or a sign-in that has expired. Connect again.",
  server_error: "Something failed here. Try again later.",
};

/** Shows an error that no client can be sent (RFC 6749, 4.1.2.1). */
export const renderError: NonNullable<Configuration["renderError"]> = (
  ctx,
  { error, error_description: description },
) => {
  const advice = ADVICE[error] ?? "Go back to the application and connect again.";
  sendPage(ctx, {
    status: ctx.status,
    title: "This did not work",
    body: html`<p class="fault">${advice}</p>
<p class="quiet"><code>${error}</code>${description === undefined ? undefined : `: ${description}`}</p>`,
  });
};
