import type { ServerResponse } from "node:http";
import type { ControlRefusal, Failure } from "../../contract/index.ts";
import { HostFailure } from "../state/host-failure.ts";

/**
 * The headers of every answer. Styles of components are written into the page, and no script ever is;
 * `base-uri` allows the base that the page is served with.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  sendText(response, { status, type: "application/json", text: JSON.stringify(body) });
}

/** A whole answer. */
export interface TextAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** Further headers, or others in place of {@link SECURITY_HEADERS}. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with a text. */
export function sendText(
  response: ServerResponse,
  { status, type, text, headers }: TextAnswer,
): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    ...headers,
    "cache-control": "no-store",
    "content-type": `${type}; charset=utf-8`,
    "content-length": Buffer.byteLength(text),
  });
  response.end(response.req.method === "HEAD" ? undefined : text);
}

/** Answers with the failure of a request; of another error the page gets no details. */
export function sendFailure(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const isKnown = error instanceof HostFailure;
  const failure = isKnown ? error.failure : unexpected(error);
  const body: ControlRefusal = { error: failure };
  sendJson(response, isKnown ? error.status : 500, body);
}

function unexpected(error: unknown): Failure {
  return {
    code: "UNEXPECTED",
    step: "answer the page",
    cause: error instanceof Error ? error.message : String(error),
    fix: "try again; if it stays, report it with what you did",
  };
}
