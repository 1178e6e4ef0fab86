import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AuthHeaders } from "@mortise/protocol";
import { expect, onTestFinished, test } from "vitest";
import { exchangeRaw } from "./fixture/http-peer.ts";
import { NodeExchange } from "./node-exchange.ts";

/** Answers one request by `answer`, and resolves with what the client reads and with the errors. */
async function ask(
  answer: (exchange: NodeExchange) => void,
  prepare?: (response: { writeHead: unknown }) => void,
): Promise<{ readonly text: string; readonly errors: readonly unknown[] }> {
  const errors: unknown[] = [];
  const http = createServer((request, response) => {
    prepare?.(response);
    const onBadHead = (error: unknown): void => void errors.push(error);
    answer(new NodeExchange(request, response, { onBadHead }));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void http.close());
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  const text = await exchangeRaw(port, "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  return { text, errors };
}

const BAD: readonly (readonly [string, string])[] = [
  ["x-line", "a\r\nset-cookie: b"],
  ["x-text", "世"],
  ["x name", "a"],
  ["", "a"],
];

test.each(BAD)("a header %j: %j is answered with a bare 500", async (name, value) => {
  const answers: readonly ((exchange: NodeExchange) => void)[] = [
    (exchange) => exchange.reply(200, {}, "secret"),
    (exchange) => exchange.reply(200, {}, ["secret"]),
    (exchange) => {
      const stream = exchange.stream({ "content-type": "text/event-stream" });
      expect(stream.write("secret")).toBe(false);
      stream.end();
    },
  ];
  for (const answer of answers) {
    const { text, errors } = await ask((exchange) => {
      exchange.addHeaders([
        ["x-fine", "1"],
        [name, value],
      ]);
      answer(exchange);
    });
    expect(text).toMatch(/^HTTP\/1.1 500 [\s\S]*content-length: 0\r\n[\s\S]*\r\n\r\n$/);
    expect(text).not.toMatch(/secret|x-fine|set-cookie/);
    expect(errors).toEqual([expect.any(TypeError)]);
  }
});

test("a header that middleware's writeHead cannot set is answered with a bare 500", async () => {
  const { text, errors } = await ask(
    (exchange) => exchange.reply(200, { "x-fine": "1", "x-text": "世" }, "secret"),
    (response) => {
      // A replaced method, as compression has one.
      response.writeHead = (response.writeHead as () => unknown).bind(response);
    },
  );
  expect(text).toMatch(/^HTTP\/1.1 500 /);
  expect(text).not.toMatch(/secret|x-fine/);
  expect(errors).toHaveLength(1);
});

test("a status that HTTP does not have is answered with a bare 500", async () => {
  const { text } = await ask((exchange) => exchange.reply(99, {}, "secret"));
  expect(text).toMatch(/^HTTP\/1.1 500 /);
});

test("headers that frame the message are never sent beside its own", async () => {
  const added: AuthHeaders = [
    ["Content-Length", "1"],
    ["transfer-encoding", "chunked"],
    ["Connection", "keep-alive"],
    ["x-own", "1"],
  ];
  const { text } = await ask((exchange) => {
    exchange.addHeaders(added);
    exchange.reply(200, {}, "whole");
  });
  expect(text.match(/^content-length: .*$/gim)).toEqual(["content-length: 5"]);
  expect(text.match(/^connection: .*$/gim)).toEqual(["Connection: close"]);
  expect(text).not.toMatch(/transfer-encoding/i);
  expect(text).toMatch(/x-own: 1\r\n[\s\S]*whole$/);
});
