import type { LookupAddress } from "node:dns";
import type { IncomingMessage } from "node:http";
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
// A named import of what Node 20 lacks would hide the sentence that refuses that Node.
import tls from "node:tls";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { tooLarge } from "./response-limit.ts";

/** The sockets of one guard; a socket is used again only under the policy that it was opened by. */
export interface HttpAgents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

/** How a request is sent. */
export interface HttpExchangeOptions {
  readonly agents: HttpAgents;
  /** Resolves and checks a host; the socket goes to the very addresses that were checked. */
  readonly resolve: (hostname: string) => Promise<readonly LookupAddress[]>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Opens the sockets of a guard; `ca` are certificates to trust beside those of Node. */
export function createAgents(ca: string | readonly string[] | undefined): HttpAgents {
  return {
    http: new http.Agent({ keepAlive: true }),
    https: new https.Agent({ keepAlive: true, ...(ca !== undefined && { ca: trust(ca) }) }),
  };
}

/** The option `ca` of Node replaces its certificates, those of `NODE_EXTRA_CA_CERTS` too. */
function trust(ca: string | readonly string[]): string[] {
  return [...tls.getCACertificates("default"), ...[ca].flat()];
}

/** Sends one request and reads its whole response, without following redirects. */
export async function exchange(request: Request, options: HttpExchangeOptions): Promise<Response> {
  const { agents, resolve, maxBytes, signal } = options;
  const url = new URL(request.url);
  const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer());
  signal.throwIfAborted();
  const { promise, resolve: settle, reject } = Promise.withResolvers<Response>();
  const isSecure = url.protocol === "https:";
  const sent = (isSecure ? https : http).request(url, {
    method: request.method,
    headers: {
      ...Object.fromEntries(request.headers),
      "accept-encoding": "identity",
      ...(body !== undefined && { "content-length": body.byteLength }),
    },
    agent: isSecure ? agents.https : agents.http,
    lookup: toLookup(resolve),
    signal,
  });
  sent.on("error", (error) => reject(signal.aborted ? signal.reason : error));
  sent.on("response", (message) => {
    readResponse(message, url, maxBytes).then(settle, (error: unknown) => {
      message.destroy();
      reject(signal.aborted ? signal.reason : error);
    });
  });
  sent.end(body);
  return await promise;
}

async function readResponse(
  message: IncomingMessage,
  url: URL,
  maxBytes: number,
): Promise<Response> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(url, maxBytes);
    chunks.push(chunk);
  }
  const { statusCode = 0, headersDistinct } = message;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const body = decode(Buffer.concat(chunks), headers.get("content-encoding"), { url, maxBytes });
  // Response refuses a body for these.
  const hasBody = statusCode !== 204 && statusCode !== 205 && statusCode !== 304;
  return new Response(hasBody ? new Uint8Array(body) : null, { status: statusCode, headers });
}

/** Some servers compress what was asked for plain. */
function decode(
  body: Buffer,
  coding: string | null,
  { url, maxBytes }: { readonly url: URL; readonly maxBytes: number },
): Buffer {
  const inflate = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync }[
    coding?.toLowerCase() ?? ""
  ];
  if (inflate === undefined || body.byteLength === 0) return body;
  try {
    return inflate(body, { maxOutputLength: maxBytes });
  } catch (cause) {
    const isLong = (cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw isLong ? tooLarge(url, maxBytes) : cause;
  }
}

function toLookup(resolve: HttpExchangeOptions["resolve"]): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        if (options.all) return callback(null, [...addresses]);
        const [{ address, family } = { address: "", family: 4 }] = addresses;
        callback(null, address, family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}
