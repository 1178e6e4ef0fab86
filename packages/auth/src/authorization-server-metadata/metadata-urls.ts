/**
 * Returns the URLs that may have the metadata of an issuer, in the order to try them (2026-07-28,
 * Authorization, Authorization Server Metadata Discovery).
 */
export function metadataUrls(issuer: string): readonly URL[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, "");
  const places =
    path === ""
      ? ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]
      : [
          `/.well-known/oauth-authorization-server${path}`,
          `/.well-known/openid-configuration${path}`,
          `${path}/.well-known/openid-configuration`,
        ];
  return places.map((place) => new URL(place, origin));
}
