import { describe, expect, test } from "vitest";
import { readServers } from "./server-settings.ts";

const auth = {} as never;
const read = (server: unknown) => readServers({ shop: server as string }).get("shop");

describe("a server", () => {
  test.each<[string, unknown]>([
    ["a URL", "https://example.com/mcp"],
    ["a URL object", new URL("https://example.com/mcp")],
    ["a process", { command: "node", args: [] }],
    [
      "an object of a class that has a url",
      new (class {
        url = "x";
      })(),
    ],
  ])("that is %s is a target without settings", (_name, server) => {
    expect(read(server)).toEqual({ target: server, settings: {}, startTimeoutMs: 60_000 });
  });

  test("may have a URL and settings", () => {
    const headers = { "x-team": "a" };
    const server = {
      url: "https://example.com/mcp",
      headers,
      auth,
      timeout: "5m",
      maxTimeout: "1h",
      startTimeout: "2m",
    };
    expect(read(server)).toEqual({
      target: "https://example.com/mcp",
      settings: { headers, auth, timeout: "5m", maxTimeout: "1h" },
      startTimeoutMs: 120_000,
    });
  });

  test("may have any other target and settings", () => {
    const target = { command: "node" };
    expect(read({ target, timeout: 1000 })).toEqual({
      target,
      settings: { timeout: 1000 },
      startTimeoutMs: 60_000,
    });
  });

  test.each<[unknown, RegExp]>([
    [undefined, /servers\.shop is undefined; servers has a URL/],
    [null, /servers\.shop is null/],
    [5, /servers\.shop is a number/],
    [{ url: undefined }, /servers\.shop has no target/],
    [{ url: "https://a", target: "https://b" }, /servers\.shop has url and target/],
    [
      { url: "https://a", header: {} },
      /servers\.shop has no option "header"; did you mean "headers"/,
    ],
    [{ url: "https://a", timeout: "soon" }, /servers\.shop\.timeout: "soon" is not a duration/],
  ])("%j is refused", (server, message) => {
    expect(() => read(server)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringMatching(message) }),
    );
  });
});

test.each([undefined, null, "https://example.com/mcp", ["https://example.com/mcp"]])(
  "servers that are %j are refused",
  (servers) => {
    expect(() => readServers(servers as never)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", data: { option: "servers" } }),
    );
  },
);
