import type { IncomingMessage } from "node:http";
import { parseExactJson } from "../../contract/index.ts";
import { HostFailure } from "../state/host-failure.ts";

/** The largest body of a request of the page: the arguments of a call, which may hold a file. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Reads the JSON body of a request of the page. @throws HostFailure 400, 413 or 415. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  // A form of another site can send no such type without being asked for permission first.
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/json(?:\s*;|$)/i.test(type)) {
    throw refuse(
      415,
      `the content-type is ${JSON.stringify(type.slice(0, 100))}`,
      "send application/json",
    );
  }
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_BYTES)
      throw refuse(413, `the body has more than ${MAX_BYTES} bytes`, "send less");
    parts.push(part);
  }
  try {
    return parseExactJson(Buffer.concat(parts).toString("utf8"));
  } catch (error) {
    throw refuse(400, `the body is no JSON: ${(error as Error).message}`, "send a JSON object");
  }
}

function refuse(status: number, cause: string, fix: string): HostFailure {
  return new HostFailure(status, { code: "INVALID_INPUT", step: "read the body", cause, fix });
}
