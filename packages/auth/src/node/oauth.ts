import type { OptionNames } from "@mortise/protocol";
import { checkOptions, checkValues, parseDuration } from "@mortise/protocol";
import type { OAuth, OAuthOptions as PortableOptions } from "../oauth.ts";
import { oauth as portableOAuth } from "../oauth.ts";
import { SESSION_OPTIONS } from "../session/session-options.ts";
import type { NodeSettings } from "./node-settings.ts";
import { nodeSettings } from "./node-settings.ts";
import type { BrowserOptions } from "./sign-in/browser-user-agent.ts";
import { BROWSER_OPTIONS, BrowserUserAgent } from "./sign-in/browser-user-agent.ts";

/** Settings of {@link oauth}: those of every platform, of the browser, and of this machine. */
export interface NodeOAuthOptions
  extends Omit<PortableOptions, "fetchFor" | keyof NodeSettings>,
    Omit<BrowserOptions, "clock">,
    NodeSettings {}

const NAMES: OptionNames<NodeOAuthOptions> = {
  ...SESSION_OPTIONS,
  client: true,
  clientMetadataUrl: true,
  clientMetadata: true,
  userAgent: true,
  redirect: true,
  ...BROWSER_OPTIONS,
  network: true,
  allowHosts: true,
  ca: true,
};

/**
 * Signs a user in with the browser of this machine, as `oauth` of `@mortise/auth` does.
 *
 * Logins are kept in encrypted files, which processes share; the browser comes back to a loopback port,
 * or its address is pasted; and a public server leads to public addresses alone. Without a terminal,
 * `open` or `ask` a server that asks for a new sign-in fails with `interaction_required`.
 *
 * @throws MortiseError `INVALID_OPTION`. Requests fail with AuthError; docs/reference/auth-errors.md lists
 * its codes.
 */
export function oauth(options: NodeOAuthOptions = {}): OAuth {
  checkOptions("oauth", options, NAMES);
  checkValues("oauth", options, {
    ask: "function",
    show: "function",
    fetch: "function",
    interactive: "boolean",
  });
  if (options.open !== false) checkValues("oauth", options, { open: "function" });
  if (options.timeout !== undefined) parseDuration(options.timeout, "timeout");
  const { callback, open, ask, show, interactive, loginTimeout, ...rest } = options;
  const { network, allowHosts, ca, fetch, ...portable } = rest;
  const { userAgent, redirect, clock } = portable;
  return portableOAuth({
    ...portable,
    ...nodeSettings(options),
    ...(userAgent === undefined &&
      redirect === undefined && {
        userAgent: new BrowserUserAgent({
          ...(callback !== undefined && { callback }),
          ...(open !== undefined && { open }),
          ...(ask !== undefined && { ask }),
          ...(show !== undefined && { show }),
          ...(interactive !== undefined && { interactive }),
          ...(loginTimeout !== undefined && { loginTimeout }),
          ...(clock !== undefined && { clock }),
        }),
      }),
  });
}
