import { expect, test } from "vitest";
import { expandTemplate, listVariables } from "./uri-template.ts";

test("the variables stand in their order, each once", () => {
  expect(listVariables("x://{a}/{+b}{/c*}{?d:3,a,e}")).toEqual([
    { name: "a", isList: false },
    { name: "b", isList: false },
    { name: "c", isList: true },
    { name: "d", isList: false },
    { name: "e", isList: false },
  ]);
  expect(listVariables("plain://x")).toEqual([]);
});

test.each([
  ["shop://orders/{id}{?fields}", { id: "O 7/ü", fields: "" }, "shop://orders/O%207%2F%C3%BC"],
  ["shop://orders/{id}{?fields}", { id: "1", fields: "a,b" }, "shop://orders/1?fields=a%2Cb"],
  ["files://{+path}", { path: "a/b c" }, "files://a/b%20c"],
  ["x://{/parts*}", { parts: "a\nb\n" }, "x:///a/b"],
])("%s with %j is %s", (template, values, uri) => {
  expect(expandTemplate(template, values as unknown as Record<string, string>)).toBe(uri);
});
