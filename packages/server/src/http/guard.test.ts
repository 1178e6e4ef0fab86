import { expect, test } from "vitest";
import { createFetchHandler } from "../create-fetch-handler.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";
import type { HttpExchange } from "./exchange/exchange.ts";
import type { GuardOptions } from "./guard.ts";
import { Guard } from "./guard.ts";

/** Checks a request with these headers, which came over the network. */
function check(headers: Readonly<Record<string, string>>, options: GuardOptions): number {
  const exchange = { header: (name: string) => headers[name], isLoopback: false } as HttpExchange;
  return new Guard(options).check(exchange)?.status ?? 200;
}

const allowedHosts = ["API.example"];

test.each([
  [{}, 403],
  [{ host: "" }, 403],
  [{ host: "other.example" }, 403],
  [{ host: "api.example" }, 200],
  [{ host: "api.example:8080" }, 200],
])("with allowedHosts, %j is answered %i (pipeboard-co/meta-ads-mcp#123)", (headers, status) => {
  expect(check(headers, { allowedHosts })).toBe(status);
});

test.each([
  ["http://api.example", 200],
  ["http://API.example", 403],
  ["http://api.example/", 403],
  ["http://ann@api.example", 403],
  ["http://api.example:8080", 403],
  ["http://other.example", 403],
  ["null", 403],
  ["ftp://api.example", 403],
  ["ws://api.example", 403],
  ["https://app.example", 200],
])("origin %s of a request to api.example is answered %i", (origin, status) => {
  const headers = { host: "api.example", origin };
  expect(check(headers, { allowedHosts, allowedOrigins: ["https://app.example"] })).toBe(status);
});

test.each([
  ["*", "other.example", 200],
  ["*.example.com", "api.example.com:8080", 200],
  ["*.example.com", "a.b.EXAMPLE.com", 200],
  ["*.example.com", "example.com", 403],
  ["*.example.com", "evilexample.com", 403],
  ["*.example.com", ".example.com", 403],
  ["api.example:8080", "api.example:8080", 200],
  ["api.example:8080", "api.example", 403],
  ["api.example:443", "api.example:443", 200],
  ["api.example.", "api.example", 200],
  ["bücher.example", "xn--bcher-kva.example", 200],
  ["::1", "[::1]:3000", 200],
  ["[::1]", "[::1]", 200],
])("the allowed host %s and the Host %s: %i", (entry, host, status) => {
  expect(check({ host }, { allowedHosts: [entry] })).toBe(status);
});

test.each([
  ["*", "https://any.example", 200],
  ["*", "null", 200],
  ["https://app.example/", "https://app.example", 200],
  ["https://APP.example", "https://app.example", 200],
  ["https://app.example:443", "https://app.example", 200],
  ["http://app.example:80", "http://app.example", 200],
  ["https://app.example:8443", "https://app.example", 403],
  ["https://*.example.com", "https://a.b.example.com", 200],
  ["https://*.Example.com:443/", "https://app.example.com", 200],
  ["https://*.example.com", "https://example.com", 403],
  ["https://*.example.com", "http://app.example.com", 403],
  ["https://*.example.com", "https://app.example.com:8443", 403],
  ["https://*.example.com:8443", "https://app.example.com:8443", 200],
  ["https://*.example.com", "https://evil.test#.example.com", 403],
  ["https://*.example.com", "https://.example.com", 403],
  ["chrome-extension://abcdef/", "chrome-extension://abcdef", 200],
  ["null", "null", 200],
])("the allowed origin %s and the Origin %s: %i", (entry, origin, status) => {
  expect(check({ host: "api.example", origin }, { allowedOrigins: [entry] })).toBe(status);
});

test.each<readonly [GuardOptions, string]>([
  [{ allowedHosts: ["https://api.example"] }, 'which no Host can match; write "api.example"'],
  [{ allowedHosts: ["api.example/mcp"] }, 'allowedHosts has "api.example/mcp"'],
  [{ allowedHosts: ["api.*.example"] }, 'write "api.example.com", "*.example.com" or "*"'],
  [{ allowedHosts: [""] }, 'allowedHosts has ""'],
  [{ allowedOrigins: ["app.example"] }, 'write an origin such as "https://app.example.com"'],
  [{ allowedOrigins: ["https://app.example/mcp"] }, 'write "https://app.example"'],
  [{ allowedOrigins: ["https://app.*.example"] }, 'allowedOrigins has "https://app.*.example"'],
  [{ allowedOrigins: ["https://ann@app.example"] }, 'allowedOrigins has "https://ann@app.example"'],
  [{ allowedOrigins: ["https://ann:pass@app.example"] }, "allowedOrigins has"],
  [{ allowedOrigins: ["*.example"] }, "which no Origin can match"],
  [{ allowedHeaders: ["X Key"] }, "which is no name of a header"],
])("%j could never match, and is refused at the start", (options, message) => {
  expect(() => new Guard(options)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(message) }),
  );
});

test("a page of an allowed origin may send headers of its own, all of them or those that are named", () => {
  const headers: Readonly<Record<string, string>> = {
    origin: "https://app.example",
    "access-control-request-headers": "content-type, X-Api-Key,traceparent, mcp-param-a, b c, ",
  };
  const allowed = (options: GuardOptions): string | undefined => {
    const exchange = { header: (name: string) => headers[name] } as HttpExchange;
    return new Guard(options).cors(exchange)?.["access-control-allow-headers"];
  };
  const allowedOrigins = ["https://app.example"];
  expect(allowed({ allowedOrigins })).toMatch(
    /Last-Event-ID, DPoP, content-type, X-Api-Key, traceparent, mcp-param-a$/,
  );
  expect(allowed({ allowedOrigins, allowedHeaders: ["x-api-key"] })).toMatch(
    /Last-Event-ID, DPoP, X-Api-Key, mcp-param-a$/,
  );
  expect(allowed({ allowedOrigins: ["https://other.example"] })).toBeUndefined();
});

test("a foreign Host or Origin is answered and logged with its value and the option, each once (modelcontextprotocol/python-sdk#1798)", async () => {
  const messages: string[] = [];
  const log = ({ message }: ServerEvent): void => void messages.push(message);
  const handle = createFetchHandler(createServer({ name: "s", version: "1", log }), {
    allowedHosts: ["api.example"],
  });
  const ask = async (host: string, origin?: string): Promise<unknown[]> => {
    const headers = { "content-type": "application/json", host, ...(origin && { origin }) };
    const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
    const request = new Request("http://localhost/mcp", { method: "POST", headers, body });
    const response = await handle(request);
    const { error } = (await response.json()) as { error?: { message: string } };
    return [response.status, error?.message];
  };
  const hostRefusal =
    'Host "tools.example.com:8443" is not allowed; name it in allowedHosts to serve it';
  const originRefusal =
    'Origin "https://app.example" is not allowed; name it in allowedOrigins to serve it';
  for (let count = 0; count < 2; count += 1) {
    expect(await ask("tools.example.com:8443")).toEqual([403, hostRefusal]);
    expect(await ask("api.example", "https://app.example")).toEqual([403, originRefusal]);
  }
  expect(await ask("api.example")).toEqual([200, undefined]);
  const logged = [hostRefusal, originRefusal].map((text) => `A request was refused: ${text}`);
  expect(messages).toEqual(logged);
  for (let index = 0; index < 100; index += 1) await ask(`${index}.example`);
  expect(messages).toHaveLength(10);
});
