import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { browserCommands, openBrowser } from "./open-browser.ts";

const URL_OF_PAGE = new URL(
  "https://idp.example/authorize?scope=a%20b&x=$(touch%20/tmp/owned);`id`",
);

test.each([
  ["win32", {}, "rundll32"],
  ["darwin", {}, "open"],
  ["linux", { DISPLAY: ":0" }, "xdg-open"],
  ["linux", { WAYLAND_DISPLAY: "wayland-0" }, "xdg-open"],
  ["linux", { BROWSER: "firefox" }, "xdg-open"],
  ["linux", {}, undefined],
  ["linux", { SSH_CONNECTION: "1", BROWSER: "lynx" }, undefined],
  ["linux", { SSH_CONNECTION: "1", DISPLAY: ":10" }, "xdg-open"],
  ["darwin", { SSH_CONNECTION: "1" }, undefined],
] as const)("on %s with %j the browser is opened by %s", (platform, env, command) => {
  const [found] = browserCommands(URL_OF_PAGE, { platform, env });
  expect(found?.command).toBe(command);
  if (found !== undefined) expect(found.args.at(-1)).toBe(URL_OF_PAGE.href);
});

test.each(["file:///etc/passwd", "javascript:alert(1)", "vscode://x", "ms-settings:"])(
  "%s is not opened",
  async (url) => {
    const env = { DISPLAY: ":0" };
    expect(await openBrowser(new URL(url), { platform: "linux", env })).toBe(false);
    expect(await openBrowser(new URL(url), { platform: "win32", env })).toBe(false);
  },
);

test("the programs of BROWSER follow, with the URL where they want it", () => {
  const env = { BROWSER: "firefox:/opt/my.sh --new %s --end::" };
  const found = browserCommands(URL_OF_PAGE, { platform: "linux", env });
  expect(found).toEqual([
    { command: "xdg-open", args: [URL_OF_PAGE.href] },
    { command: "firefox", args: [URL_OF_PAGE.href] },
    { command: "/opt/my.sh", args: ["--new", URL_OF_PAGE.href, "--end"] },
  ]);
});

/** Writes a program that writes its arguments to a file, and returns both paths. */
function writeProgram(name: string): { folder: string; program: string; seen: string } {
  const folder = mkdtempSync(join(tmpdir(), "mortise-browser-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const seen = join(folder, "seen");
  const program = join(folder, name);
  const script = `#!/bin/sh\nprintf '%s\\n' "$#" "$1" > ${seen}.part && /bin/mv ${seen}.part ${seen}\n`;
  writeFileSync(program, script, { mode: 0o755 });
  return { folder, program, seen };
}

test("the program gets the URL as one argument, and no shell reads it", async () => {
  const { folder, seen } = writeProgram("xdg-open");
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"]}`);
  expect(await openBrowser(URL_OF_PAGE, { platform: "linux", env: { DISPLAY: ":0" } })).toBe(true);
  await expect.poll(() => readFileSync(seen, "utf8")).toBe(`1\n${URL_OF_PAGE.href}\n`);
});

test("where xdg-open is not installed the program of BROWSER opens the page", async () => {
  const { program, seen } = writeProgram("browser");
  vi.stubEnv("PATH", "/nowhere");
  const env = { BROWSER: `/nowhere/firefox:${program}` };
  expect(await openBrowser(URL_OF_PAGE, { platform: "linux", env })).toBe(true);
  await expect.poll(() => readFileSync(seen, "utf8")).toBe(`1\n${URL_OF_PAGE.href}\n`);
});

test("a program that is not there opens nothing", async () => {
  vi.stubEnv("PATH", "/nowhere");
  expect(await openBrowser(URL_OF_PAGE, { platform: "linux", env: { DISPLAY: ":0" } })).toBe(false);
});
