import { describe, expect, test } from "vitest";
import { changeAddress, findBase, formatAddress, parseAddress } from "./address.ts";

test.each([
  ["/", "/"],
  ["/s/self/tools", "/"],
  ["/x/", "/x/"],
  ["/x/s/self/tools/a", "/x/"],
  ["/x/index.html", "/x/"],
])("the base of %s is %s", (pathname, base) => {
  expect(findBase(pathname)).toBe(base);
});

test.each(["echo", "a/b", "50%", "file:///a b?c#d", "ünï"])("the item %s survives", (item) => {
  const address = {
    connection: "self",
    tab: "tools",
    item,
    query: { args: '{"a":1}', row: "142" },
  };
  const url = new URL(formatAddress("/x/", address), "http://localhost");
  expect(parseAddress("/x/", url.pathname, url.search)).toEqual(address);
});

test("a broken escape in an address is shown as it stands", () => {
  expect(parseAddress("/", "/s/self/tools/%zz", "").item).toBe("%zz");
});

describe("a change of address", () => {
  const from = { connection: "self", tab: "tools", item: "echo", query: { view: "json" } };

  test("merges the query at the same place, and drops what is undefined", () => {
    const to = changeAddress(from, { query: { row: "1", view: undefined } });
    expect(to).toEqual({ ...from, query: { row: "1" } });
  });

  test("drops the item with the tab", () => {
    expect(changeAddress(from, { tab: "prompts" })).toEqual({
      connection: "self",
      tab: "prompts",
      query: {},
    });
  });

  test("drops everything with the connection", () => {
    expect(changeAddress(from, { connection: "b" })).toEqual({ connection: "b", query: {} });
  });
});
