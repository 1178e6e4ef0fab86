import assert from "node:assert/strict";
import type { HttpBody, HttpExchange, HttpStream } from "@mortise/server/internal";
import { coreOf, HttpEngine } from "@mortise/server/internal";
import fc from "fast-check";
import { text } from "../arbitrary/junk.ts";
import { mutated } from "../arbitrary/mutated.ts";
import { MODERN_META, REQUESTS } from "../arbitrary/request.ts";
import { createHostileServer } from "../fixture/hostile-server.ts";
import type { Subject } from "../subject.ts";

const HEADERS: Readonly<Record<string, readonly string[]>> = {
  host: ["localhost", "evil.example", "localhost:3000", ""],
  origin: ["http://localhost", "http://evil.example", "null"],
  "content-type": ["application/json", "application/json; charset=utf-8", "text/plain"],
  accept: ["application/json, text/event-stream", "*/*", "text/html"],
  "content-length": ["0", "-1", "999999999999", "x"],
  "mcp-protocol-version": ["2026-07-28", "2025-11-25", "v999", "2026-07-28, 2026-07-28"],
  "mcp-method": ["tools/call", "tools/list", "TOOLS/CALL", "=?base64?dG9vbHMvY2FsbA==?="],
  "mcp-name": ["zod", "region", "=?base64?em9k?=", "=?base64?###?="],
  "mcp-param-region": ["eu", "=?base64?ZXU=?=", "\u00e9"],
  "mcp-session-id": ["1", "", "x".repeat(5000)],
  "last-event-id": ["1", "_", "a_1", "a_-1", "a_99999999999999999999"],
};

const headers = fc.record(
  Object.fromEntries(
    Object.entries(HEADERS).map(([name, values]) => [
      name,
      fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...values) },
        { weight: 1, arbitrary: text },
      ),
    ]),
  ),
  { requiredKeys: [] },
);

const honest = fc.constantFrom(...REQUESTS).map((request): Record<string, string> => {
  const { name, uri } = request.params as { name?: string; uri?: string };
  const target = name ?? uri;
  return {
    host: "localhost",
    "content-type": "application/json",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": request.method,
    ...(target !== undefined && { "mcp-name": target }),
  };
});

const body = fc.oneof(
  { weight: 1, arbitrary: text },
  {
    weight: 6,
    arbitrary: mutated(
      ...REQUESTS.flatMap(({ method, params }) => [
        { jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: MODERN_META } },
        { jsonrpc: "2.0", id: 1, method, params },
      ]),
    ).map((value) => JSON.stringify(value) ?? ""),
  },
);

/** Every HTTP request is answered once, with a status and a body that fit, and none with a masked error. */
export const http: Subject = {
  name: "HTTP requests",
  weight: 3,
  property: (tick) => {
    const { server, accidents } = createHostileServer();
    return fc.asyncProperty(
      fc.constantFrom("POST", "POST", "POST", "POST", "GET", "DELETE", "OPTIONS", "PUT", "x"),
      fc.tuple(honest, headers).map(([base, given]) => ({ ...base, ...given })),
      body,
      async (method, sent, written) => {
        tick();
        accidents.length = 0;
        const engine = new HttpEngine(coreOf(server), { allowedHosts: ["localhost"] });
        const exchange = new RecordedExchange(method, sent as Record<string, string>);
        const origin = await engine.admit(exchange);
        if (origin) engine.post(exchange, written, origin);
        await exchange.begun;
        exchange.leave();
        await engine.close();
        exchange.check();
        assert.deepEqual(accidents, []);
      },
    );
  },
};

/** An exchange that records each answer. */
class RecordedExchange implements HttpExchange {
  readonly method: string;
  readonly url: string = "http://localhost/mcp";
  readonly peerAddress: string = "127.0.0.1";
  /** Settles with the first answer. */
  readonly begun: Promise<void>;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #answers: { readonly status: number; readonly type: string; readonly body: string }[] =
    [];
  readonly #onGone: (() => void)[] = [];
  readonly #begin: () => void;

  constructor(method: string, headers: Readonly<Record<string, string>>) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.method = method;
    this.#headers = headers;
    this.begun = promise;
    this.#begin = resolve;
  }

  header(name: string): string | undefined {
    return Object.hasOwn(this.#headers, name) ? this.#headers[name] : undefined;
  }

  headerValues(name: string): readonly string[] {
    const value = this.header(name);
    return value === undefined ? [] : [value];
  }

  requestHeaders(): readonly (readonly [name: string, value: string])[] {
    return Object.entries(this.#headers);
  }

  addHeaders(): void {
    // Only the headers of the answer are checked.
  }

  reply(status: number, headers: Readonly<Record<string, string>>, content: HttpBody): void {
    const whole = typeof content === "string" ? content : content.map(decode).join("");
    this.#answers.push({ status, type: headers["content-type"] ?? "", body: whole });
    this.#begin();
  }

  stream(headers: Readonly<Record<string, string>>): HttpStream {
    this.#answers.push({ status: 200, type: headers["content-type"] ?? "", body: "" });
    this.#begin();
    return { write: () => true, end: () => undefined };
  }

  onGone(callback: () => void): void {
    this.#onGone.push(callback);
  }

  leave(): void {
    for (const callback of this.#onGone.splice(0)) callback();
  }

  check(): void {
    assert.equal(this.#answers.length, 1, JSON.stringify(this.#answers));
    const [answer] = this.#answers;
    assert.ok(answer && answer.status >= 200 && answer.status < 600, JSON.stringify(answer));
    assert.ok(answer.status !== 500, answer.body);
    if (answer.type === "application/json" && answer.body !== "") JSON.parse(answer.body);
  }
}

function decode(part: string | Uint8Array): string {
  return typeof part === "string" ? part : new TextDecoder().decode(part);
}
