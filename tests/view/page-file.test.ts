import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { connect } from "@mortise/node";
import type { AppViewDefinition } from "@mortise/server";
import { createServer } from "@mortise/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mortise-page-"));
  path = join(folder, "view.html");
  writeFileSync(path, "<p>first</p>");
});

afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true });
});

function create(definition: AppViewDefinition) {
  const server = createServer({ name: "desk", version: "1", log: () => undefined });
  server.view("orders", definition);
  return server;
}

test.each<[string, () => string | URL]>([
  ["a path", () => path],
  ["a URL", () => pathToFileURL(path)],
  ["a URL as text", () => pathToFileURL(path).href],
])("the page of %s is read whenever a host reads the view", async (_, file) => {
  await using client = await connect(create({ file: file() }));
  const read = async (): Promise<unknown> => {
    const { contents } = await client.readResource("ui://desk/orders", { fresh: true });
    return (contents[0] as { readonly text?: string } | undefined)?.text;
  };
  expect(await read()).toBe("<p>first</p>");
  writeFileSync(path, "<p>second</p>");
  expect(await read()).toBe("<p>second</p>");
});

test("a page that is gone when a host reads it is an error of that request alone", async () => {
  await using client = await connect(create({ file: path }));
  rmSync(path);
  const failure = await client.readResource("ui://desk/orders").catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: -32_603 });
  expect(String(failure)).not.toContain(folder);
});

test.each<[string, () => AppViewDefinition, RegExp]>([
  ["both a page and a file", () => ({ html: "<p>a</p>", file: path }), /both html and a file/],
  ["neither", () => ({}), /has no page; give it as html, or its file/],
  [
    "a file that is not there",
    () => ({ file: `${path}x` }),
    /has no page: .*view\.htmlx \(ENOENT\)/,
  ],
  ["a folder", () => ({ file: folder }), /EISDIR/],
  [
    "a relative path",
    () => ({ file: relative(process.cwd(), path) }),
    /whose folder is open; give new URL\("view\.html", import\.meta\.url\)/,
  ],
  ["an address of the web", () => ({ file: new URL("https://x.example/a") }), /is on no disk/],
  ["a number", () => ({ file: 5 as never }), /the file 5/],
  [
    "a page of an undeclared origin",
    () => {
      writeFileSync(path, '<script src="https://cdn.example.com/a.js"></script>');
      return { file: path };
    },
    /uses https:\/\/cdn\.example\.com, which hosts block/,
  ],
  [
    "an empty file",
    () => {
      writeFileSync(path, "\n");
      return { file: path };
    },
    /view\.html is empty/,
  ],
])("a view with %s is refused", (_, definition, message) => {
  const given = definition();
  expect(() => create(given)).toThrow(message);
});

test("a runtime without files asks for the page itself", () => {
  vi.stubGlobal("process", undefined);
  expect(() => create({ file: "/srv/view.html" })).toThrow(
    "has a file, and this runtime has none; give the page as html",
  );
});
