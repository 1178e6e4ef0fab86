import type { ServiceReply } from "../http/service.ts";

/** An answer that is an error, thrown by whatever finds it. */
export class Problem extends Error {
  readonly reply: ServiceReply;

  constructor(status: number, code: string, detail: string, headers: Record<string, string> = {}) {
    super(detail);
    this.reply = toProblemReply(status, code, detail, headers);
  }
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
};

/** Gives an error answer as RFC 9457 has it, with a `code` that programs can tell apart. */
export function toProblemReply(
  status: number,
  code: string,
  detail: string,
  headers: Record<string, string> = {},
): ServiceReply {
  return {
    status,
    headers: { ...headers, "content-type": "application/problem+json" },
    body: { type: "about:blank", title: titles[status] ?? "Error", status, code, detail },
  };
}
