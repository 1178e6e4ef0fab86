import type { WireRow } from "../../contract/index.ts";
import { exchangeKey } from "./exchange-key.ts";

interface Exchange {
  readonly request: WireRow;
  response?: WireRow;
  readonly sent: WireRow[];
  readonly received: WireRow[];
  last: number;
}

interface NameValue {
  readonly name: string;
  readonly value: string;
}

/**
 * Writes the HTTP exchanges of a log as HAR 1.2, which browsers and proxies open. Rows of stdio and
 * memory have no place in it; `comment` of an entry names the client and the server.
 */
export function writeHar(rows: readonly WireRow[], version: string): string {
  const exchanges = [...readExchanges(rows)];
  const log = {
    version: "1.2",
    creator: { name: "mortise inspector", version },
    entries: exchanges.map(toHarEntry),
  };
  return `${JSON.stringify({ log }, undefined, 2)}\n`;
}

function readExchanges(rows: readonly WireRow[]): Iterable<Exchange> {
  const exchanges = new Map<string, Exchange>();
  for (const row of rows) {
    const key = exchangeKey(row);
    const exchange = exchanges.get(key);
    if (row.kind === "http-request") {
      exchanges.set(key, { request: row, sent: [], received: [], last: row.at });
      continue;
    }
    if (exchange === undefined) continue;
    exchange.last = Math.max(exchange.last, row.at);
    if (row.kind === "http-response") exchange.response = row;
    else if (row.direction === exchange.request.direction) exchange.sent.push(row);
    else exchange.received.push(row);
  }
  return exchanges.values();
}

function toHarEntry({ request, response, sent, received, last }: Exchange): object {
  const started = request.at;
  const wait = (response?.at ?? last) - started;
  const receive = Math.max(last - (response?.at ?? last), 0);
  return {
    startedDateTime: new Date(started).toISOString(),
    time: wait + receive,
    request: toHarRequest(request, sent),
    response: toHarResponse(response, received),
    cache: {},
    timings: { send: 0, wait, receive },
    comment: `${request.lane} → ${request.connection}`,
  };
}

function toHarRequest({ http }: WireRow, sent: readonly WireRow[]): object {
  const url = http?.url ?? "";
  const headers = toPairs(http?.headers ?? []);
  const text = joinTexts(sent);
  return {
    method: http?.method ?? "POST",
    url,
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers,
    queryString: URL.canParse(url) ? toPairs([...new URL(url).searchParams]) : [],
    ...(text === "" ? {} : { postData: { mimeType: findHeader(headers, "content-type"), text } }),
    headersSize: -1,
    bodySize: countBytes(sent),
  };
}

function toHarResponse(response: WireRow | undefined, received: readonly WireRow[]): object {
  const headers = toPairs(response?.http?.headers ?? []);
  const size = countBytes(received);
  return {
    status: response?.http?.status ?? 0,
    statusText: "",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers,
    content: { size, mimeType: findHeader(headers, "content-type"), text: joinTexts(received) },
    redirectURL: findHeader(headers, "location"),
    headersSize: -1,
    bodySize: size,
  };
}

function toPairs(pairs: Iterable<readonly [string, string]>): NameValue[] {
  return [...pairs].map(([name, value]) => ({ name, value }));
}

function findHeader(headers: readonly NameValue[], name: string): string {
  return headers.find((header) => header.name.toLowerCase() === name)?.value ?? "";
}

function joinTexts(rows: readonly WireRow[]): string {
  return rows.map(({ text }) => text).join("");
}

function countBytes(rows: readonly WireRow[]): number {
  return rows.reduce((sum, { bytes }) => sum + bytes, 0);
}
