import { expect, test } from "vitest";
import { findClient } from "./client/clients.ts";
import { describeWindowsEntry } from "./describe-windows-entry.ts";
import type { ProcessEntry } from "./entry.ts";

const ENTRY: ProcessEntry = {
  kind: "process",
  command: "/usr/bin/node",
  args: ["/home/ada/server.ts"],
  env: {},
  references: [],
};

test("each side has an entry of its own, which is shown without values (Azure/aks-mcp#190, microsoft/vscode#246293)", () => {
  const entry = { ...ENTRY, env: { API_KEY: "s3cret" } };
  const server = { name: "desk", entry, distribution: "Debian" };
  const desktop = describeWindowsEntry({ ...server, client: findClient("claude-desktop") });
  expect(desktop).toContain('"desk":{"command":"wsl.exe","args":["-d","Debian","--exec",');
  expect(desktop).toContain('"env":{"API_KEY":"…","WSLENV":"API_KEY/u"}}} in mcpServers');
  expect(desktop).not.toContain("s3cret");
  expect(desktop).not.toContain("--project");
  const code = describeWindowsEntry({ ...server, client: findClient("vscode") });
  expect(code).toMatch(/ in servers; or leave it to the file of the project, with --project$/);
});
