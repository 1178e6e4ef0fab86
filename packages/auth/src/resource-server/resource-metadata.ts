import type { AuthEndpoint, AuthRoute, JsonObject } from "@mortise/protocol";
import { SIGNATURE_ALGORITHMS } from "../access-token/signature-algorithms.ts";
import type { DpopMode } from "../dpop/proof-checker.ts";
import type { ResourceFinder } from "./resource.ts";
import { METADATA_PATH } from "./resource.ts";

/** Seconds for which a client may keep the metadata. */
const MAX_AGE = 300;

/** The members of the metadata that do not depend on the request. */
export interface PublishedOptions {
  readonly authorizationServers: readonly string[];
  readonly scopes: readonly string[];
  readonly dpop: DpopMode;
  readonly name: string | undefined;
  readonly documentation: string | undefined;
}

/** Writes protected-resource metadata (RFC 9728, 2). */
function writeMetadata(resource: string, options: PublishedOptions): JsonObject {
  const { authorizationServers, scopes, dpop, name, documentation } = options;
  return {
    resource,
    authorization_servers: [...authorizationServers],
    ...(scopes.length > 0 && { scopes_supported: [...scopes] }),
    bearer_methods_supported: ["header"],
    ...(dpop !== "off" && { dpop_signing_alg_values_supported: [...SIGNATURE_ALGORITHMS] }),
    ...(dpop === "required" && { dpop_bound_access_tokens_required: true }),
    ...(name !== undefined && { resource_name: name }),
    ...(documentation !== undefined && { resource_documentation: documentation }),
  };
}

/**
 * The routes of the metadata: with the path of the public URL and of the endpoint, each with and
 * without a slash at its end, and at the root (2026-07-28, Authorization, Protected Resource Metadata
 * Discovery).
 */
export function metadataRoutes(
  { path = "" }: AuthEndpoint,
  finder: ResourceFinder,
  options: PublishedOptions,
): readonly AuthRoute[] {
  const publicPath = finder.fixed ? new URL(finder.fixed.url).pathname : path;
  const below = [path, publicPath]
    .map((each) => each.replace(/\/$/, ""))
    .flatMap((each) => (each === "" ? [""] : [each, `${each}/`]));
  const places = new Set([...below, ""]);
  return [...places].map((place) => ({
    path: METADATA_PATH + place,
    methods: ["GET"],
    isPublic: true,
    handle: (request) => answer(request, { path, finder, options }),
  }));
}

interface Published {
  readonly path: string;
  readonly finder: ResourceFinder;
  readonly options: PublishedOptions;
}

function answer({ url }: Request, { path, finder, options }: Published): Response {
  const endpoint = new URL(path === "" ? "/" : path, url).href;
  const resource = finder.find({ url: endpoint, peerAddress: undefined });
  if (!resource) {
    return Response.json({ error: "not_found", error_description: NO_RESOURCE }, { status: 404 });
  }
  const headers = { "cache-control": `public, max-age=${MAX_AGE}` };
  return Response.json(writeMetadata(resource.url, options), { headers });
}

/** The answer of a server that does not know its public URL. */
export const NO_RESOURCE =
  'This server does not know its public URL; its operator sets it: bearerAuth({ resource: "https://…" })';
