import { describe, expect, test } from "vitest";
import type { Named } from "./tool-name.ts";
import { assignToolNames } from "./tool-name.ts";

function names(tools: readonly string[], prefix: "collision" | "always" = "collision"): string[] {
  const split = tools.map((each): Named => {
    const [server = "", tool = ""] = each.split("/");
    return { server, tool };
  });
  return assignToolNames(split, { reserved: ["read_more"], prefix });
}

test("tools keep their names, and those that share one bear their server's", () => {
  expect(names(["crm/search", "crm/get_customer", "my wiki/search"])).toEqual([
    "crm_search",
    "get_customer",
    "my_wiki_search",
  ]);
});

test("a tool that is named as another server's would be bears its own server's name", () => {
  // Whichever is listed first, `shop_pay` never is a tool of `archive`.
  const shop = ["shop/pay", "shop/find"];
  const archive = ["archive/shop_pay", "archive/Shop_find", "archive/pay"];
  expect(names([...archive, ...shop])).toEqual([
    "archive_shop_pay",
    "archive_Shop_find",
    "archive_pay",
    "shop_pay",
    "find",
  ]);
  expect(names([...shop, ...archive])).toEqual([
    "shop_pay",
    "find",
    "archive_shop_pay",
    "archive_Shop_find",
    "archive_pay",
  ]);
  expect(names(["shop/shop_pay"])).toEqual(["shop_pay"]);
});

test("every tool bears its server's name when that is wanted", () => {
  expect(names(["crm/search"], "always")).toEqual(["crm_search"]);
});

test("a name of the agent's own tools is not given away", () => {
  expect(names(["crm/read_more"])).toEqual(["crm_read_more"]);
});

describe("names that providers do not take", () => {
  test.each([
    ["a/files.read.all", "files_read_all"],
    ["a/2fa", "_2fa"],
    ["a/-x", "_-x"],
    ["a/", "_"],
    ["a/größe", "gr__e"],
  ])("%s becomes %s", (tool, name) => {
    expect(names([tool])).toEqual([name]);
  });

  test("long names that begin alike stay apart, and are the same in each run", () => {
    const long = "x".repeat(80);
    const [first, second] = names([`a/${long}1`, `a/${long}2`]);
    expect([first?.length, second?.length]).toEqual([64, 64]);
    expect(first).not.toBe(second);
    expect(names([`a/${long}1`])).toEqual([first]);
  });
});

test("names that become the same are numbered, within the limit", () => {
  expect(names(["a/x.y", "a/x y"])).toEqual(["a_x_y", "a_x_y_2"]);
  const server = "s".repeat(70);
  const [first = "", second = ""] = names([`${server}/a.b`, `${server}/a b`]);
  expect(first).not.toBe(second);
  expect(Math.max(first.length, second.length)).toBe(64);
});
