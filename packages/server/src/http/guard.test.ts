import { expect, test } from "vitest";
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
])("with allowedHosts, %j is answered %i", (headers, status) => {
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
  ["https://app.example", 200],
])("origin %s of a request to api.example is answered %i", (origin, status) => {
  const headers = { host: "api.example", origin };
  expect(check(headers, { allowedHosts, allowedOrigins: ["https://app.example"] })).toBe(status);
});
