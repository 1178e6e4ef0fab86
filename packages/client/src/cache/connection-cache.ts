import type { OptionNames } from "@mortise/protocol";
import { checkOptions, MortiseError } from "@mortise/protocol";
import type { ClientConnection } from "../connection/client-connection.ts";
import type { HttpTransportOptions } from "../http/http-options.ts";
import type { ClientCacheOptions } from "./cache-options.ts";
import { outdatedByGap, outdatedByNotification } from "./outdated-by.ts";
import { principalOfAuth, principalOfHeaders } from "./principal.ts";
import { ResponseCache } from "./response-cache.ts";

const OPTIONS: OptionNames<ClientCacheOptions> = {
  maxEntries: true,
  maxBytes: true,
  principal: true,
};

/**
 * Makes the response cache of a connection; `undefined` when `options` is `false`.
 *
 * The cache drops responses that a notification makes stale or that may have changed before a
 * subscription, and everything when the connection is lost or opened again.
 *
 * @throws MortiseError `INVALID_OPTION` for a bound that is no number or less than 0.
 */
export function createConnectionCache(
  connection: ClientConnection,
  options: boolean | ClientCacheOptions,
  {
    auth,
    headers,
    url,
  }: Pick<HttpTransportOptions, "auth" | "headers"> & { readonly url?: string },
): ResponseCache | undefined {
  if (options === false) return undefined;
  if (options !== true) checkOptions("cache", options, OPTIONS);
  const { maxEntries = 0, maxBytes = 0 } = options === true ? {} : options;
  for (const [name, value] of Object.entries({ maxEntries, maxBytes })) {
    if (typeof value === "number" && value >= 0) continue;
    throw new MortiseError(
      "INVALID_OPTION",
      `cache.${name} is ${String(value)}; give a number of 0 or more, or pass cache: false`,
    );
  }
  const principal = auth ? principalOfAuth(auth, url) : principalOfHeaders(headers);
  const settings = { ...(principal && { principal }), ...(options === true ? {} : options) };
  const cache = new ResponseCache(settings, connection.options.clock);
  const clear = (): void => cache.drop(() => true);
  connection.onNotification((notification) => {
    const isOutdated = outdatedByNotification(notification);
    if (isOutdated !== undefined) cache.drop(isOutdated);
  });
  connection.onGap((filter) => cache.drop(outdatedByGap(filter)));
  connection.onLoss(clear);
  connection.onRenewal(clear);
  return cache;
}
