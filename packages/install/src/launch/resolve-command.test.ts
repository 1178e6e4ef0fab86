import { describe, expect, test } from "vitest";
import type { CommandPlace } from "./resolve-command.ts";
import { resolveCommand } from "./resolve-command.ts";
import { findPassingFolder, stableNode } from "./stable-node.ts";

/** A machine with these files, by path with the beginning of each. */
function machine(
  platform: "win32" | "darwin",
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): CommandPlace {
  const isWindows = platform === "win32";
  return {
    platform,
    env: isWindows
      ? {
          Path: "C:\\Program Files\\nodejs;C:\\Users\\Åsa B\\AppData\\Roaming\\npm",
          PATHEXT: ".COM;.EXE;.CMD",
        }
      : { PATH: "/Users/åsa/.nvm/versions/node/v24.1.0/bin:/usr/bin" },
    cwd: isWindows ? "D:\\my desk" : "/Users/åsa/my desk",
    node: isWindows
      ? "C:\\Program Files\\nodejs\\node.exe"
      : "/Users/åsa/.nvm/versions/node/v24.1.0/bin/node",
    isFile: (path) => path in files || path in links,
    realPath: (path) => links[path] ?? path,
    readHead: (path) => files[links[path] ?? path] ?? "",
  };
}

describe("on Windows", () => {
  const NPX_SCRIPT = "C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npx-cli.js";
  const SHIM =
    '@ECHO off\r\nSET dp0=%~dp0\r\n"%_prog%"  "%dp0%\\node_modules\\desk\\bin\\desk.js" %*';
  const FILES = {
    "C:\\Program Files\\nodejs\\npx.cmd": "@ECHO OFF",
    [NPX_SCRIPT]: "",
    "C:\\Users\\Åsa B\\AppData\\Roaming\\npm\\desk": "#!/bin/sh",
    "C:\\Users\\Åsa B\\AppData\\Roaming\\npm\\desk.cmd": SHIM,
    "C:\\Users\\Åsa B\\AppData\\Roaming\\npm\\node_modules\\desk\\bin\\desk.js": "",
    "C:\\Users\\Åsa B\\AppData\\Roaming\\npm\\odd.cmd": "@echo odd",
    "D:\\my desk\\tool.exe": "MZ",
    "D:\\tools\\run.cmd": "@echo run",
    "D:\\my desk\\server.js": "",
  };
  const place = machine("win32", FILES);

  test("npx is its script under node.exe, without cmd.exe and its quotes (modelcontextprotocol/servers#4487, anthropics/claude-code#85861)", () => {
    const { command, args, env, notes } = resolveCommand(["npx", "-y", "desk@1.0.0"], place);
    expect([command, ...args]).toEqual([place.node, NPX_SCRIPT, "-y", "desk@1.0.0"]);
    expect(env["PATH"]).toBe("C:\\Program Files\\nodejs;C:\\Windows\\System32");
    expect(notes).toHaveLength(1);
  });

  test("the shim of a package is the script that it names", () => {
    const { command, args } = resolveCommand(["desk", "--port", "1 2"], place);
    expect([command, ...args]).toEqual([
      place.node,
      "C:\\Users\\Åsa B\\AppData\\Roaming\\npm\\node_modules\\desk\\bin\\desk.js",
      "--port",
      "1 2",
    ]);
  });

  test("a program and a script are absolute, whatever spaces they have", () => {
    expect(resolveCommand([".\\tool.exe", "x"], place).command).toBe("D:\\my desk\\tool.exe");
    expect(resolveCommand(["node", "server.js"], place).args).toEqual(["D:\\my desk\\server.js"]);
  });

  test("a batch file starts under cmd.exe in plain words, and is refused with others (stefandevo/glm-acp-agent#106, t8y2/dbx#4160)", () => {
    expect(resolveCommand(["D:\\tools\\run.cmd", "x"], place)).toMatchObject({
      command: "C:\\Windows\\System32\\cmd.exe",
      args: ["/d", "/c", "D:\\tools\\run.cmd", "x"],
    });
    expect(() => resolveCommand(["D:\\tools\\run.cmd", "a & b"], place)).toThrow("is a batch file");
    expect(() => resolveCommand(["odd"], place)).toThrow("is a batch file");
  });

  test("a program that is not there is refused (DeusData/codebase-memory-mcp#158)", () => {
    expect(() => resolveCommand(["uvx"], place)).toThrow("There is no uvx in the folders of PATH");
    expect(() => resolveCommand(["..\\x.exe"], place)).toThrow("There is no file D:\\x.exe");
  });
});

describe("on macOS", () => {
  const bin = "/Users/åsa/.nvm/versions/node/v24.1.0/bin";
  const npx = "/Users/åsa/.nvm/versions/node/v24.1.0/lib/node_modules/npm/bin/npx-cli.js";
  const place = machine(
    "darwin",
    { [npx]: "#!/usr/local/bin/node\n", "/usr/bin/ruby": "ELF", "/Users/åsa/my desk/a b.js": "" },
    { [`${bin}/npx`]: npx },
  );

  test("a script for Node is started by Node itself, with the PATH that its children need (modelcontextprotocol/servers#436, backblaze-labs/b2-mcp#371)", () => {
    const { command, args, env, notes } = resolveCommand(["npx", "-y", "desk"], place);
    expect([command, ...args]).toEqual([place.node, npx, "-y", "desk"]);
    expect(env["PATH"]).toBe(`${bin}:/usr/local/bin:/usr/bin:/bin`);
    expect(notes[1]).toContain("desk has no version");
  });

  test("other programs are absolute", () => {
    expect(resolveCommand(["ruby", "x.rb"], place)).toMatchObject({
      command: "/usr/bin/ruby",
      args: ["x.rb"],
    });
    expect(resolveCommand(["node", "--no-warnings", "./a b.js"], place).args).toEqual([
      "--no-warnings",
      "/Users/åsa/my desk/a b.js",
    ]);
  });
});

test("of Homebrew the link is taken, which stays when Node is updated", () => {
  const cellar = "/opt/homebrew/Cellar/node/24.1.0/bin/node";
  const real = (path: string): string => {
    if (path === "/opt/homebrew/bin/node") return cellar;
    throw new Error("ENOENT");
  };
  expect(stableNode(cellar, "darwin", real)).toBe("/opt/homebrew/bin/node");
  expect(stableNode(cellar, "darwin", () => "/other")).toBe(cellar);
  expect(stableNode("/usr/bin/node", "linux", real)).toBe("/usr/bin/node");
});

test.each([
  ["/home/a/.npm/_npx/1b2c/node_modules/mortise/dist/bin.js", "npx"],
  ["C:\\Users\\a\\AppData\\Local\\npm-cache\\_npx\\1b\\x.js", "npx"],
  ["/run/user/1000/fnm_multishells/12_3/bin/node", "fnm"],
])("%s is in a folder that is emptied by itself (plur-ai/plur#234)", (path, name) => {
  expect(findPassingFolder(path)).toContain(name);
});
