import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";

/** The message of the page that the browser ends at. */
export type CallbackOutcome = "received" | "refused" | "foreign";

const TEXTS: Readonly<
  Record<CallbackOutcome, readonly [status: number, title: string, text: string]>
> = {
  received: [
    200,
    "Back to your program",
    "You can close this page. The program goes on by itself.",
  ],
  refused: [200, "Not signed in", "The sign-in was not completed. The program says why."],
  foreign: [
    400,
    "Not a sign-in of this program",
    "The program waits for another sign-in. Begin again where you started.",
  ],
};
const STYLE =
  "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}";
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "cache-control": "no-store",
  // The address of the page holds the code.
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  connection: "close",
};

/** Answers a callback with a page that runs nothing and repeats nothing of the request. */
export function sendPage(response: ServerResponse, outcome: CallbackOutcome): void {
  const [status, title, text] = TEXTS[outcome];
  response.writeHead(status, HEADERS);
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style><main><h1>${title}</h1><p>${text}</p></main></html>\n`,
  );
}
