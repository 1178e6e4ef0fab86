import type { AuthRequest } from "@mortise/protocol";
import { isLoopbackHost, isSecureUrl, MortiseError } from "@mortise/protocol";
import { parseUrl } from "../network/web-url.ts";

/** The place of the metadata of a resource at its origin (RFC 9728, 3). */
export const METADATA_PATH = "/.well-known/oauth-protected-resource";

/** Loopback addresses that are remembered, for a server that has no public URL. */
const MAX_LOCAL = 16;

/** The identity of a server that asks for tokens. */
export interface Resource {
  /** The public URL, as the operator wrote it (RFC 8707, 2). */
  readonly url: string;
  /** The URL of its metadata. */
  readonly metadataUrl: string;
  /** The audiences that a token may have, one of them. */
  readonly audiences: readonly string[];
}

/** The options that say what a token is for. */
export interface ResourceOptions {
  /**
   * The public URL of the MCP endpoint, such as `https://tools.example.com/mcp`; published as it is
   * written. Default: `audience`, if that is a URL.
   *
   * With neither, the server is taken to be one under development: requests to its loopback address are
   * served, and all others refused.
   */
  readonly resource?: string | undefined;
  /** The audience that tokens must have, or several of which one is enough. Default: `resource`. */
  readonly audience?: string | readonly string[] | undefined;
}

/** Finds the resource that a request is for; by the options, never by a forwarded header. */
export class ResourceFinder {
  readonly #audiences: readonly string[] | undefined;
  /** Oldest first. */
  readonly #local = new Map<string, Resource>();
  /** The resource of every request; `undefined` for a server under development. */
  readonly fixed: Resource | undefined;

  /** @throws MortiseError `INVALID_OPTION` */
  constructor({ resource, audience }: ResourceOptions) {
    const audiences = audience === undefined ? undefined : checkAudience(audience);
    this.#audiences = audiences;
    const url = resource ?? audiences?.find((each) => /^https?:\/\//.test(each));
    if (url === undefined) return;
    checkResource(url, resource === undefined ? "audience" : "resource");
    this.fixed = { url, metadataUrl: metadataUrlOf(url), audiences: audiences ?? [url] };
  }

  /** Returns the resource that is requested; `undefined` if that has no public URL. */
  find({ url, peerAddress }: Pick<AuthRequest, "url" | "peerAddress">): Resource | undefined {
    if (this.fixed) return this.fixed;
    const { origin, hostname, pathname } = new URL(url);
    if (!isLoopbackHost(hostname) || !isLoopbackPeer(peerAddress)) return undefined;
    const own = origin + pathname;
    const known = this.#local.get(own);
    if (known) return known;
    const found = {
      url: own,
      metadataUrl: metadataUrlOf(own),
      audiences: this.#audiences ?? [own],
    };
    this.#local.set(own, found);
    if (this.#local.size > MAX_LOCAL) this.#local.delete(this.#local.keys().next().value as string);
    return found;
  }
}

/** Inserts the well-known path between host and path (RFC 9728, 3.1). */
function metadataUrlOf(resource: string): string {
  const { origin, pathname, search } = new URL(resource);
  return `${origin}${METADATA_PATH}${pathname === "/" ? "" : pathname}${search}`;
}

function isLoopbackPeer(address: string | undefined): boolean {
  if (address === undefined) return true;
  const plain = address.replace(/^::ffff:/, "");
  return plain === "::1" || plain.startsWith("127.");
}

function checkAudience(audience: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  const isGood = list.length > 0 && list.every((each) => typeof each === "string" && each !== "");
  if (isGood) return list as readonly string[];
  throw new MortiseError(
    "INVALID_OPTION",
    'audience must be a string or a list of strings, such as "https://tools.example.com/mcp"; a server never accepts tokens of every audience',
    { data: { option: "audience" } },
  );
}

function checkResource(text: string, option: string): void {
  const url = parseUrl(text);
  if (url && isSecureUrl(url) && !text.includes("#") && url.username === "") return;
  throw new MortiseError(
    "INVALID_OPTION",
    `${option} ${JSON.stringify(text)} is no https URL without a fragment (RFC 8707, 2); write the URL by which clients reach the server; http is for loopback addresses only`,
    { data: { option } },
  );
}
