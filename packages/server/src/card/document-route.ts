import type { AuthRoute } from "@mortise/protocol";

/** A public document. */
export interface PublicDocument {
  /** Its media type. */
  readonly type: string;
  readonly document: object;
  /** Seconds for which it may be kept. */
  readonly maxAge: number;
}

/**
 * Serves a document to scripts of every origin, whatever `Accept` says, with a tag by which clients ask whether it
 * has changed (SEP-2127, Discovery, CORS Requirements and Caching).
 */
export function documentRoute(path: string, { type, document, maxAge }: PublicDocument): AuthRoute {
  const body = JSON.stringify(document);
  let tag: Promise<string> | undefined;
  return {
    path,
    methods: ["GET"],
    isPublic: true,
    async handle(request) {
      tag ??= toTag(body);
      const etag = await tag;
      const headers = {
        "content-type": type,
        "cache-control": `public, max-age=${maxAge}`,
        "access-control-expose-headers": "ETag",
        etag,
      };
      const isKnown = hasTag(request.headers.get("if-none-match"), etag);
      return isKnown
        ? new Response(null, { status: 304, headers })
        : new Response(body, { headers });
    },
  };
}

async function toTag(body: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  const bytes = new Uint8Array(digest).subarray(0, 16);
  return `"${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}"`;
}

/** RFC 9110, 13.1.2: a list of tags, of which a weak one counts too, or `*`. */
function hasTag(condition: string | null, etag: string): boolean {
  if (condition === null) return false;
  return condition
    .split(",")
    .map((each) => each.trim().replace(/^W\//, ""))
    .some((each) => each === "*" || each === etag);
}
