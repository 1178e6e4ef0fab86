import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestAuth } from "@mortise/auth-server";
import { testAuth } from "@mortise/auth-server";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ProtectedServer } from "../fixture/server/protected-server.ts";
import { serveProtected } from "../fixture/server/protected-server.ts";
import type { Terminal } from "../fixture/terminal/open-terminal.ts";
import { openTerminal } from "../fixture/terminal/open-terminal.ts";

const BIN = fileURLToPath(new URL("../../packages/mortise/src/bin.ts", import.meta.url));
const PAGE = /https?:\/\/\S+\/authorize\?\S+(?=\s)/;
const CALLBACK_QUESTION = /paste the address that it ends at here/;

interface Scene {
  readonly as: TestAuth;
  readonly server: ProtectedServer;
  readonly folder: string;
  /** Runs the command on a terminal without a browser, unless `env` names one. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Terminal;
}

async function open(options: Parameters<typeof testAuth>[0] = {}): Promise<Scene> {
  const as = await testAuth({ users: ["ann"], ...options });
  const server = await serveProtected(as);
  const folder = mkdtempSync(join(tmpdir(), "mortise-terminal-"));
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]();
    await as[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const { PATH = "", NODE_COMPILE_CACHE = "" } = process.env;
  const own = { PATH, NODE_COMPILE_CACHE, HOME: folder, MORTISE_AUTH_DIR: join(folder, "auth") };
  const run: Scene["run"] = (args, env = {}) =>
    openTerminal([process.execPath, BIN, ...args], { cwd: folder, env: { ...own, ...env } });
  return { as, server, folder, run };
}

/** A program for `BROWSER`, whose user agrees to all that it is sent to. */
async function installBrowser({ as, folder }: Scene): Promise<{ path: string; pages: URL[] }> {
  const pages: URL[] = [];
  const visit = createServer((request, response) => {
    const page = new URL(decodeURIComponent((request.url ?? "").slice(1)));
    pages.push(page);
    response.end();
    void as.browse(page).then((callback) => fetch(callback));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void visit.close());
  await once(visit, "listening");
  const { port } = visit.address() as { port: number };
  const program = join(folder, "visit.mjs");
  const address = `http://127.0.0.1:${port}/`;
  writeFileSync(program, `await fetch("${address}" + encodeURIComponent(process.argv[2]));\n`);
  const path = join(folder, "browser");
  const script = `#!/bin/sh\nexec '${process.execPath}' '${program}' "$1"\n`;
  writeFileSync(path, script, { mode: 0o755 });
  return { path, pages };
}

// `script` of other systems has other options.
describe.runIf(process.platform === "linux")("on a terminal", () => {
  test.each([
    ["whoami", "list"],
    ["You are ann", "call", "whoami"],
    ["[offline mode:", "chat", "--model", "offline", "--message", "Whoami?"],
  ])("the answer %s of a %s comes after a sign-in, and then without one", async (...words) => {
    const [answer, name = "", ...rest] = words;
    const scene = await open();
    const browser = await installBrowser(scene);
    const args = [name, scene.server.url, ...rest];
    const first = await scene.run(args, { BROWSER: browser.path }).ended;
    expect(first).toMatchObject({ code: 0, screen: expect.stringContaining(answer) });
    expect(first.screen).toContain("The page was opened in your browser");
    expect(first.screen).toMatch(/signed in as \S.* at 127\.0\.0\.1:\d+\n/);
    expect(browser.pages).toHaveLength(1);
    const second = await scene.run(args, { BROWSER: browser.path }).ended;
    expect(second).toMatchObject({ code: 0, screen: expect.stringContaining(answer) });
    expect(second.screen).toMatch(/signed in as/);
    expect(second.screen).not.toMatch(PAGE);
    expect(browser.pages).toHaveLength(1);
    expect(scene.as.count("registration")).toBe(1);
  });

  test("without a browser the address that it ended at elsewhere is pasted", async () => {
    const { as, server, run } = await open();
    const terminal = run(["call", server.url, "whoami"]);
    const [page] = await terminal.shows(PAGE);
    await terminal.shows(CALLBACK_QUESTION);
    const callback = await as.browse(page);
    terminal.type("https://example.com/\r");
    await terminal.shows(/That is not an address that begins with http:\/\/127\.0\.0\.1/);
    terminal.type(`\u001b[200~${callback.href}\n\u001b[201~\r`);
    const { code, screen } = await terminal.ended;
    expect({ code, screen }).toMatchObject({ code: 0, screen: expect.stringContaining("ann") });
    expect(screen).not.toContain("was opened in your browser");
    const again = await run(["call", server.url, "whoami"]).ended;
    expect(again).toMatchObject({ code: 0, screen: expect.stringMatching(/^signed in as/) });
  });

  test("Ctrl+C ends a sign-in", async () => {
    const { as, server, run } = await open();
    const terminal = run(["list", server.url]);
    await terminal.shows(CALLBACK_QUESTION);
    terminal.type("\u0003");
    expect((await terminal.ended).code).toBe(130);
    expect(as.count("token")).toBe(0);
  });

  test("a conversation waits for the sign-in, and goes on after it", async () => {
    const { as, server, run } = await open();
    const terminal = run(["chat", server.url, "--model", "offline"]);
    const [page] = await terminal.shows(PAGE);
    await terminal.shows(CALLBACK_QUESTION);
    await fetch(await as.browse(page));
    await terminal.shows(/Servers +127\.0\.0\.1 \(2 tools\)[\s\S]*›/);
    terminal.type("/exit\r");
    const { code, screen } = await terminal.ended;
    expect(code).toBe(0);
    expect(screen).toContain(`${server.url}: signed in as`);
  });

  test("several servers of a conversation are signed in to one after the other", async () => {
    const { as, server, run } = await open();
    await using other = await serveProtected(as);
    const terminal = run(["chat", server.url, `other=${other.url}`, "--model", "offline"]);
    const [first] = await terminal.shows(PAGE);
    await terminal.shows(CALLBACK_QUESTION);
    const callback = await as.browse(first);
    terminal.type(`${callback.search}\r`);
    const [, second = ""] = await terminal.shows(
      new RegExp(`${PAGE.source}[^]*${CALLBACK_QUESTION.source}[^]*?(${PAGE.source})`),
    );
    await fetch(await as.browse(second));
    await terminal.shows(/Servers +127\.0\.0\.1 \(2 tools\), other \(2 tools\)/);
    terminal.type("/exit\r");
    const { code, screen } = await terminal.ended;
    expect(code).toBe(0);
    expect(screen.split("?code=", 1)[0]).not.toContain(second);
  });
});
