import { createHash } from "node:crypto";
import type { Context } from "./context.ts";
import type { HtmlPart } from "./html.ts";
import { Html, html } from "./html.ts";

const STYLE = `
:root { color-scheme: light dark; --line: #8a8f98; --quiet: #5b6169; --accent: #1f5fbf; --on: #fff; --ground: #fff; --text: #16181b; }
@media (prefers-color-scheme: dark) { :root { --line: #6d7480; --quiet: #a9b0bb; --accent: #8db8ff; --on: #10141a; --ground: #16181b; --text: #f2f4f7; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 30rem; margin: 0 auto; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 1rem; overflow-wrap: anywhere; }
p, ul, dl { margin: 0 0 1rem; overflow-wrap: anywhere; }
dt { color: var(--quiet); font-size: .875rem; }
dd { margin: 0 0 .75rem; }
ul { padding-left: 1.25rem; }
.quiet { color: var(--quiet); font-size: .875rem; }
.fault { border-left: 4px solid #c62828; padding-left: .75rem; }
form { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0 0; }
button, .button { font: inherit; padding: .6rem 1.1rem; border: 1px solid var(--line); border-radius: .4rem; background: transparent; color: inherit; cursor: pointer; text-decoration: none; overflow-wrap: anywhere; }
.main { background: var(--accent); border-color: var(--accent); color: var(--on); font-weight: 600; }
button:focus-visible, input:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
input[type=text] { font: inherit; letter-spacing: .1em; padding: .6rem; border: 1px solid var(--line); border-radius: .4rem; background: transparent; color: inherit; width: 100%; }
label { flex-basis: 100%; }
code { font-size: .95em; overflow-wrap: anywhere; }
`;

/** No script, no image, no frame; the form goes nowhere but back here. */
const POLICY: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

/** The headers of every page: no site frames it, no cache stores it, no other site learns its URL. */
export const HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": POLICY,
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};

/** A page for a user. */
export interface Page {
  readonly title: string;
  readonly body: HtmlPart;
  readonly status?: number;
  /** Where the browser goes by itself; the body has a link for one that does not. */
  readonly next?: string;
}

/** Writes a page as the answer to a request. */
export function sendPage(ctx: Context, { title, body, status = 200, next }: Page): void {
  ctx.status = status;
  ctx.set(HEADERS);
  ctx.body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${next === undefined ? undefined : html`<meta http-equiv="refresh" content="0; url=${next}">`}
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text;
}

/**
 * Sends the browser on from a form. A redirect would not do: browsers hold the answer to a form, and
 * every redirect that follows, to the policy `form-action`, and the way may lead through other sites.
 */
export function sendOn(ctx: Context, next: string): void {
  sendPage(ctx, {
    title: "One moment",
    body: html`<p>You are being sent on.</p>
<p><a class="button main" href="${next}">Continue</a></p>`,
    next,
  });
}
