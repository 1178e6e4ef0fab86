import { expect, test } from "vitest";
import { rewriteLinks } from "./rewrite-links.ts";

const PATH = "docs/guide/servers.md";

test.each([
  ["[a](serving.md)", "[a](./serving.md)"],
  ["[a](README.md#x)", "[a](./index.md#x)"],
  ["[a](../reference/errors.md#closed)", "[a](../reference/errors.md#closed)"],
  ["![a](../images/inspector/wire-390-dark.png)", "![a](/images/inspector/wire-390-dark.png)"],
  ["[a](../decisions)", "[a](../decisions/index.md)"],
  [
    "[a](../../packages/server/src/index.ts)",
    "[a](https://github.com/mortise-dev/mortise/blob/main/packages/server/src/index.ts)",
  ],
  ["[a](../../examples)", "[a](https://github.com/mortise-dev/mortise/tree/main/examples)"],
  ["[a](#here) [b](https://example.org/x)", "[a](#here) [b](https://example.org/x)"],
  ["`[a](gone.md)`", "`[a](gone.md)`"],
  [
    "```ts\ncall[0](gone.md)\n```\n[a](serving.md)",
    "```ts\ncall[0](gone.md)\n```\n[a](./serving.md)",
  ],
])("%j becomes %j", (text, expected) => {
  expect(rewriteLinks(text, PATH)).toBe(expected);
});

test("the front page is at the root", () => {
  const text = "[a](../docs/guide/servers.md#tools) [b](../docs/guide/README.md)";
  expect(rewriteLinks(text, "site/home.md")).toBe(
    "[a](./guide/servers.md#tools) [b](./guide/index.md)",
  );
});

test("a link that leads nowhere is refused with its page", () => {
  expect(() => rewriteLinks("[a](gone.md)", PATH)).toThrow(
    "docs/guide/servers.md links to gone.md, which does not exist",
  );
});
