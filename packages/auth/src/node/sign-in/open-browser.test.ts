import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { browserCommand, openBrowser } from "./open-browser.ts";

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
  const found = browserCommand(URL_OF_PAGE, { platform, env });
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

test("the program gets the URL as one argument, and no shell reads it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mortise-browser-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const seen = join(folder, "seen");
  const script = `#!/bin/sh\nprintf '%s\\n' "$#" "$1" > ${seen}.part && mv ${seen}.part ${seen}\n`;
  writeFileSync(join(folder, "xdg-open"), script, { mode: 0o755 });
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"]}`);
  expect(await openBrowser(URL_OF_PAGE, { platform: "linux", env: { DISPLAY: ":0" } })).toBe(true);
  await vi.waitFor(() => {
    expect(readFileSync(seen, "utf8")).toBe(`1\n${URL_OF_PAGE.href}\n`);
  });
});

test("a program that is not there opens nothing", async () => {
  vi.stubEnv("PATH", "/nowhere");
  expect(await openBrowser(URL_OF_PAGE, { platform: "linux", env: { DISPLAY: ":0" } })).toBe(false);
});
