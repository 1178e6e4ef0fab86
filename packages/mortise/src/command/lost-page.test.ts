import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openClientHome } from "./fixture/client-home.ts";
import type { CommandLine } from "./fixture/command-line.ts";
import { MORTISE, openCommandLine } from "./fixture/command-line.ts";

/** A server that begins without the file of its page, as one whose page a bundler makes does. */
const SERVER = `import { readFileSync } from "node:fs";
import { createServer } from ${MORTISE};
const server = createServer({ name: "desk", version: "1.0.0" });
const html = () => readFileSync(new URL("page.html", import.meta.url), "utf8");
const ui = server.view("chart", { html });
export default server
  .tool("draw", { description: "Draws", ui }, () => "drawn")
  .tool("draw_again", { description: "Draws again", ui }, () => "drawn");
`;
const PACKAGE = { name: "desk", version: "1.0.0", description: "Draws", author: "Ada" };
const LOST = "ui://desk/chart, the page of draw, cannot be read: internal error";

function openLine(): CommandLine {
  const line = openCommandLine({
    "package.json": JSON.stringify({ ...PACKAGE, type: "module" }),
    "server.ts": SERVER,
  });
  onTestFinished(() => line[Symbol.dispose]());
  return line;
}

test("a built server that cannot give the page of a tool is not written, and the reason is shown", async () => {
  const line = openLine();
  line.write("page.html", "<p>beside the sources</p>");
  const refused = await line.run(["build", "server.ts"]);
  expect(refused).toMatchObject({ code: 2, out: "" });
  expect(refused.err).toContain(`error ${LOST}`);
  expect(refused.err).toContain("; put what it needs beside dist/server.js, or build the page");
  expect(refused.err).toMatch(/\n {2}\[mortise\] error: .*ENOENT.*page\.html/);
  mkdirSync(join(line.folder, "dist"));
  line.write("dist/page.html", "<p>here</p>");
  expect(await line.run(["build", "server.ts"])).toMatchObject({ code: 0, err: "" });
});

test("a bundle without the page of a tool is not made, and the reason is shown", async () => {
  const line = openLine();
  line.write("page.html", "<p>here</p>");
  const refused = await line.run(["bundle", "server.ts"]);
  expect(refused).toMatchObject({ code: 2, out: "" });
  expect(refused.err).toContain(`error ${LOST}`);
  expect(refused.err).toContain("; name the files that it reads with --include, or build");
  expect(refused.err).toMatch(/\n {2}\[mortise\] error: .*ENOENT.*page\.html/);
  const made = await line.run(["bundle", "server.ts", "--include", "page.html"]);
  expect(made).toMatchObject({ code: 0, err: "" });
});

test("an installed server is listed with the page that it cannot give", async () => {
  const line = openLine();
  const home = openClientHome(line);
  const installed = await home.install(["server.ts", "--to", "cursor"]);
  expect(installed.code).toBe(0);
  expect(installed.out).toContain("answers with 2 tools: draw, draw_again");
  expect(installed.out.split(LOST)).toHaveLength(2);
  const { servers } = await home.report(["--doctor"]);
  expect(servers[0]?.findings).toEqual([expect.stringContaining(LOST)]);
  line.write("page.html", "<p>here</p>");
  expect((await home.report(["--doctor"])).servers[0]?.findings).toEqual([]);
});
