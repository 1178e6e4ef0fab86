import type { ClientAuthenticationMethod, ClientIdentity } from "./client-identity.ts";
import { CLIENT_AUTHENTICATION_METHODS } from "./client-identity.ts";

/** Returns whether a text names a way to authenticate that is known here. */
export function isClientAuthenticationMethod(text: unknown): text is ClientAuthenticationMethod {
  return CLIENT_AUTHENTICATION_METHODS.some((method) => method === text);
}

/**
 * Returns the ways in which a client can authenticate, the first choice first.
 *
 * The order is that of the server's metadata; without it RFC 8414, 2, makes Basic the default.
 */
export function chooseMethods(
  { secret, key }: Pick<ClientIdentity, "secret" | "key">,
  supported: readonly string[] | undefined,
): readonly ClientAuthenticationMethod[] {
  if (key !== undefined) return ["private_key_jwt"];
  if (secret === undefined) return ["none"];
  const known = (supported ?? []).filter(
    (method): method is "client_secret_basic" | "client_secret_post" =>
      method === "client_secret_basic" || method === "client_secret_post",
  );
  return known.length > 0 ? known : ["client_secret_basic", "client_secret_post"];
}
