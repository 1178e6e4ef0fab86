import { createHash } from "node:crypto";
import type { Context } from "./context.ts";
import { HEADERS } from "./page.ts";

/**
 * Gives a page that the engine itself wrote the headers of every other page, with its own scripts allowed:
 * the page that sends a device's code on (RFC 8628, 3.3.1), and the one that sends a client its
 * code (OAuth 2.0 Form Post Response Mode, 2).
 */
export function protectEnginePage(ctx: Context): void {
  const { response, res } = ctx;
  if (!response.is("html") || res.hasHeader("content-security-policy")) return;
  const scripts = [...String(ctx.body).matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  // The form of the second page goes to the client, so that form-action cannot be set.
  const policy = [
    "default-src 'none'",
    ...(scripts.length === 0 ? [] : [`script-src ${scripts.join(" ")}`]),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  ctx.set({ ...HEADERS, "content-security-policy": policy.join("; ") });
}
