import { expect, test } from "vitest";
import { MemoryTokenStore } from "../token-store/memory-token-store.ts";
import { oauth } from "./oauth.ts";

const store = new MemoryTokenStore();

test.each([
  [{ calback: { port: 1 } }, 'did you mean "callback"?'],
  [{ callback: { prot: 1 } }, 'did you mean "port"?'],
  [{ callback: { host: "0.0.0.0" } }, "127.0.0.1, [::1], localhost"],
  [{ callback: { port: 70_000 } }, "0 to 65535"],
  [{ callback: { path: "back?x=1" } }, "begins with /"],
  [{ network: "private" }, "public-only"],
  [{ loginTimeout: "soon" }, "is not a duration"],
  [{ timeout: "soon" }, 'timeout: "soon" is not a duration'],
  [{ open: true }, "open of oauth takes a function, not a boolean"],
  [{ fetch: 5 }, "fetch of oauth takes a function, not the number 5"],
  [{ profile: "" }, "profile of auth takes a text"],
  [{ redirect: { uri: "https://app.example/x" }, userAgent: {} }, "userAgent and a redirect"],
])("the options %j are refused", (options, message) => {
  expect(() => oauth({ store, ...options } as never)).toThrow(message);
});

test("an account is looked up without a request, a browser or a file", async () => {
  const auth = oauth({ store, interactive: false });
  expect(await auth.account("https://mcp.example/mcp")).toBeUndefined();
  expect(auth.principal({ url: "https://mcp.example/mcp" })).toBe("");
});
