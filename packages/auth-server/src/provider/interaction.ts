import type Provider from "oidc-provider";
import type { Context, Interaction } from "../page/context.ts";

/** Grants everything that a request asks for, and returns the id of the grant. */
export async function grantRequest(
  provider: Provider,
  { grantId, params, prompt, session }: Interaction,
): Promise<string> {
  const clientId = String(params["client_id"]);
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const accountId = session?.accountId;
  const grant = known ?? new provider.Grant({ ...(accountId && { accountId }), clientId });
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = prompt.details as {
    readonly missingOIDCScope?: readonly string[];
    readonly missingOIDCClaims?: readonly string[];
    readonly missingResourceScopes?: Readonly<Record<string, readonly string[]>>;
  };
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(" "));
  if (missingOIDCClaims) grant.addOIDCClaims([...missingOIDCClaims]);
  for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {})) {
    grant.addResourceScope(resource, scopes.join(" "));
  }
  return grant.save();
}

/** Ends an interaction, and sends the browser on. */
export async function finishInteraction(
  provider: Provider,
  ctx: Context,
  result: Parameters<Provider["interactionResult"]>[2],
): Promise<void> {
  const next = await provider.interactionResult(ctx.req, ctx.res, result);
  ctx.status = 303;
  ctx.set("location", next);
  ctx.set("cache-control", "no-store");
  ctx.body = "";
}
