import type { IncomingMessage, ServerResponse } from "node:http";
import type { ViewPolicy } from "../../contract/index.ts";
import { readViewPolicy, sandboxHost } from "../../contract/index.ts";
import { HostFailure } from "../state/host-failure.ts";
import { sandboxScript } from "./sandbox-script.ts";

const MAX_QUERY = 16_384;

/**
 * Answers with the sandbox proxy of a view. Its policy is a header, which the frame of the view inherits, and
 * comes from the `csp` of the query, the JSON of `_meta.ui.csp`. It names no `'self'` but for `frame-ancestors`:
 * a view must not reach the process behind the page.
 *
 * @throws HostFailure 400 when `csp` is no JSON.
 */
export function serveSandbox(
  request: IncomingMessage,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  const host = request.headers.host ?? "";
  const page = sandboxHost(host);
  const policy = readViewPolicy(parse(query.get("csp") ?? "{}"), host);
  const secure = isSecure(request) ? "https" : "http";
  const body = document(sandboxScript(`${secure}://${page}`));
  response.writeHead(200, {
    "cache-control": "no-store",
    // No directive of the policy keeps WebRTC from other hosts (WICG, Connection Allowlists).
    "connection-allowlist": '("*://*:*/*");webrtc=block',
    "content-length": Buffer.byteLength(body),
    "content-security-policy": writePolicy(policy, page === host ? "'self'" : page),
    "content-type": "text/html; charset=utf-8",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy":
      "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=(), display-capture=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function writePolicy({ allowed }: ViewPolicy, ancestor: string): string {
  const { connectDomains, resourceDomains, frameDomains, baseUriDomains } = allowed;
  const directive = (name: string, ...sources: readonly string[]): string =>
    `${name} ${sources.length === 0 ? "'none'" : sources.join(" ")}`;
  const files = ["data:", "blob:", ...resourceDomains];
  return [
    "default-src 'none'",
    directive("script-src", "'unsafe-inline'", "'unsafe-eval'", ...files),
    directive("style-src", "'unsafe-inline'", ...files),
    directive("img-src", ...files),
    directive("font-src", ...files),
    directive("media-src", ...files),
    directive("worker-src", "blob:", ...resourceDomains),
    directive("connect-src", ...connectDomains),
    directive("frame-src", ...frameDomains),
    directive("base-uri", ...baseUriDomains),
    "object-src 'none'",
    "form-action 'none'",
    // An origin that equals no other, wherever the document is opened.
    "sandbox allow-scripts allow-forms",
    `frame-ancestors ${ancestor}`,
  ].join("; ");
}

/** A proxy in front may have ended TLS. */
function isSecure({ headers, socket }: IncomingMessage): boolean {
  return headers["x-forwarded-proto"] === "https" || "encrypted" in socket;
}

function parse(text: string): unknown {
  try {
    if (text.length > MAX_QUERY) throw new Error(`it has more than ${MAX_QUERY} characters`);
    return JSON.parse(text);
  } catch (error) {
    throw new HostFailure(400, {
      code: "INVALID_INPUT",
      step: "read the policy of the view",
      cause: `the csp of the query cannot be read: ${(error as Error).message}`,
      fix: "send the JSON of _meta.ui.csp",
    });
  }
}

function document(script: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Sandbox of a view</title>
<style>
:root { color-scheme: light dark; }
html, body, iframe { background: transparent; block-size: 100%; border: 0; inline-size: 100%; margin: 0; }
body { overflow: hidden; }
iframe { display: block; }
</style>
</head>
<body>
<script>
${script}</script>
</body>
</html>
`;
}
