import { expect, test } from "vitest";
import type { ProcessEntry } from "../entry.ts";
import { toWindowsEntry } from "./windows-entry.ts";

const ENTRY: ProcessEntry = {
  kind: "process",
  command: "/home/ada/.nvm/versions/node/v24.1.0/bin/node",
  args: ["/home/ada/my desk/server.ts"],
  env: {},
  references: [],
};

test("Windows starts the server in its distribution, by absolute paths and without a shell (wonderwhy-er/DesktopCommanderMCP#10)", () => {
  expect(toWindowsEntry(ENTRY, "Ubuntu-24.04")).toEqual({
    kind: "process",
    command: "wsl.exe",
    args: ["-d", "Ubuntu-24.04", "--exec", ENTRY.command, "/home/ada/my desk/server.ts"],
    env: {},
    references: [],
  });
});

test("variables cross into WSL by name, and the PATH of Linux stays that of Linux", () => {
  const env = { API_KEY: "s3cret", PATH: "/opt/bin:/usr/bin" };
  const { args, env: written } = toWindowsEntry(
    { ...ENTRY, env, references: ["REGION"] },
    "Debian",
  );
  expect(args.slice(3, 6)).toEqual(["/usr/bin/env", "PATH=/opt/bin:/usr/bin", ENTRY.command]);
  expect(written).toEqual({ API_KEY: "s3cret", WSLENV: "API_KEY/u:REGION/u" });
});
