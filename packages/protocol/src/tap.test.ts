import { expect, test } from "vitest";
import { tapHeader } from "./tap.ts";

test.each(["Authorization", "Cookie", "Set-Cookie", "DPoP", "X-API-Key", "Proxy-Authorization"])(
  "the value of %s is redacted",
  (name) => {
    expect(tapHeader(name, "secret")).toEqual([name.toLowerCase(), "(redacted)"]);
  },
);

test("any other header keeps its value", () => {
  expect(tapHeader("Mcp-Method", "tools/call")).toEqual(["mcp-method", "tools/call"]);
});
