import type { IncomingMessage, ServerResponse } from "node:http";
import { inject as injectRequest } from "light-my-request";

/** Bytes that a request to an authorization server may have. */
const MAX_BYTES = 64 * 1024;
/** Headers that are of the connection, or that say where a request came from. */
const LEFT_OUT =
  /^(?:host|connection|content-length|transfer-encoding|keep-alive|upgrade|te|expect|forwarded|x-forwarded-.*|x-real-ip)$/i;

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/**
 * Answers a web `Request` by a listener of `node:http`, without a socket. The listener sees the host
 * and the scheme of `issuer`, whatever the request says, so that no sender can change a URL that is
 * published.
 */
export async function inject(
  listener: Listener,
  issuer: string,
  request: Request,
): Promise<Response> {
  const body = await readBody(request);
  if (body === undefined) {
    return Response.json({ error: "invalid_request" }, { status: 413 });
  }
  const { pathname, search } = new URL(request.url);
  const { host, protocol } = new URL(issuer);
  const headers: Record<string, string> = { "x-forwarded-proto": protocol.slice(0, -1) };
  for (const [name, value] of request.headers) if (!LEFT_OUT.test(name)) headers[name] = value;
  const answer = await injectRequest(listener, {
    method: request.method as "GET",
    url: `${pathname}${search}`,
    authority: host,
    headers,
    ...(body.length > 0 && { payload: body }),
  });
  const answered = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (LEFT_OUT.test(name)) continue;
    for (const one of [value].flat()) if (one !== undefined) answered.append(name, String(one));
  }
  const isEmpty = answer.statusCode === 204 || answer.statusCode === 304;
  return new Response(isEmpty ? null : new Uint8Array(answer.rawPayload), {
    status: answer.statusCode,
    headers: answered,
  });
}

async function readBody(request: Request): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
