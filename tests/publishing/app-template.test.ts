import { execFile } from "node:child_process";
import { cpSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { unpackExtension } from "@anthropic-ai/mcpb";
import { createProject } from "create-mortise";
import { connect } from "mortise";
import { expect, test } from "vitest";
import { openFolder } from "./open-project.ts";

const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** Makes a project of the template `app`, and runs one of its scripts. */
async function runScript(...words: readonly string[]): Promise<string> {
  const folder = join(openFolder(), "desk");
  createProject({ folder, template: "app" });
  symlinkSync(MODULES, join(folder, "node_modules"), "junction");
  const PATH = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
  await promisify(execFile)("npm", ["run", ...words], {
    cwd: folder,
    env: { ...process.env, PATH },
    shell: process.platform === "win32",
  });
  return folder;
}

/** Reads the page of a server that is started far from its project. */
async function readPage(server: string): Promise<string> {
  await using client = await connect({
    command: process.execPath,
    args: [server],
    cwd: openFolder(),
    stderr: "capture",
  });
  const [page] = (await client.readResource("ui://shop/dashboard")).contents;
  return page !== undefined && "text" in page ? page.text : "";
}

test("the page of the template app goes with the server that its script builds", async () => {
  const project = await runScript("build");
  const away = openFolder();
  cpSync(join(project, "dist"), away, { recursive: true });
  rmSync(project, { recursive: true });
  expect(await readPage(join(away, "server.js"))).toMatch(/<title>Orders<.*ship_order/s);
});

test("the page of the template app is in the bundle that its script makes", async () => {
  const project = await runScript("bundle", "--", "--author", "Ada Lovelace");
  const outputDir = openFolder();
  const mcpbPath = join(project, "dist/desk-0.1.0.mcpb");
  expect(await unpackExtension({ mcpbPath, outputDir, silent: true })).toBe(true);
  rmSync(project, { recursive: true });
  expect(await readPage(join(outputDir, "server/index.js"))).toMatch(/<title>Orders<.*ship_order/s);
});
