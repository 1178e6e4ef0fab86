import type { AppViewOrigins } from "./view-origins.ts";

/** An origin that a page uses and its `csp` does not declare. */
export interface UndeclaredOrigin {
  /** The origin, such as `https://cdn.example.com`. */
  readonly origin: string;
  /** The member of `csp` that it belongs to. */
  readonly use: "connect" | "resource" | "frame";
}

/** The places of addresses in a page, by the member of `csp` that allows them. */
const USES: readonly (readonly [use: UndeclaredOrigin["use"], place: RegExp])[] = [
  ["frame", /<iframe\b[^>]*?\ssrc\s*=\s*["']?((?:https?:)?\/\/[^\s"'<>]+)/gi],
  [
    "resource",
    /<(?:script|img|audio|video|source|track|embed)\b[^>]*?\ssrc\s*=\s*["']?((?:https?:)?\/\/[^\s"'<>]+)/gi,
  ],
  [
    "resource",
    /<link\b(?=[^>]*\srel\s*=\s*["']?(?:stylesheet|preload|modulepreload|icon))[^>]*?\shref\s*=\s*["']?((?:https?:)?\/\/[^\s"'<>]+)/gi,
  ],
  ["resource", /\burl\(\s*["']?(https?:\/\/[^\s"')]+)/gi],
  ["resource", /\b(?:import|from)\s*\(?\s*["'](https?:\/\/[^"']+)["']/g],
  ["connect", /\bfetch\(\s*["'`](https?:\/\/[^"'`$]+)/g],
  ["connect", /\bnew\s+(?:WebSocket|EventSource)\(\s*["'`]((?:https?|wss?):\/\/[^"'`$]+)/g],
];

/**
 * Finds the origins that a page uses and does not declare, each once, which a host would block (SEP-1865, Metadata).
 *
 * It finds addresses that are written out; those that a script puts together stay unseen.
 */
export function findUndeclaredOrigins(html: string, csp: AppViewOrigins): UndeclaredOrigin[] {
  const found = new Map<string, UndeclaredOrigin>();
  const page = html.replace(/<!--[\s\S]*?-->/g, "");
  for (const [use, place] of USES) {
    for (const [, address = ""] of page.matchAll(place)) {
      const url = URL.parse(address, "https://view.invalid");
      if (url === null || (csp[use] ?? []).some((declared) => covers(declared, url))) continue;
      const origin = `${url.protocol}//${url.host}`;
      found.set(`${use} ${origin}`, { origin, use });
    }
  }
  return [...found.values()];
}

function covers(declared: string, { protocol, host }: URL): boolean {
  const [scheme = "", allowed = ""] = declared.split("//");
  if (scheme !== protocol) return false;
  return allowed.startsWith("*.") ? host.endsWith(allowed.slice(1)) : host === allowed;
}
