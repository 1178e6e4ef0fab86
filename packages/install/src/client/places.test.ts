import type { UserPlace } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import type { Disk } from "../user-place.ts";
import { findClient } from "./clients.ts";

const WINDOWS: UserPlace = {
  platform: "win32",
  home: "C:\\Users\\Åsa B",
  env: {
    APPDATA: "C:\\Users\\Åsa B\\AppData\\Roaming",
    LOCALAPPDATA: "C:\\Users\\Åsa B\\AppData\\Local",
  },
};
const MAC: UserPlace = { platform: "darwin", home: "/Users/åsa", env: {} };
const LINUX: UserPlace = { platform: "linux", home: "/home/åsa", env: {} };

/** A disk that holds these paths and the folders above them. */
function disk(...paths: string[]): Disk {
  return {
    exists: (path) => paths.some((each) => each === path || each.startsWith(`${path}\\`)),
    list: (folder) =>
      paths
        .filter((each) => each.startsWith(`${folder}\\`))
        .map((each) => each.slice(folder.length + 1).split("\\")[0] ?? ""),
  };
}

function files(id: string, place: UserPlace, on: Disk = disk()): readonly string[] {
  return findClient(id).files.user(place, on);
}

describe("Claude Desktop on Windows", () => {
  const local = "C:\\Users\\Åsa B\\AppData\\Local\\Packages";
  const inPackage = (name: string): string =>
    `${local}\\${name}\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json`;
  const classic = "C:\\Users\\Åsa B\\AppData\\Roaming\\Claude\\claude_desktop_config.json";
  const classicFolder = "C:\\Users\\Åsa B\\AppData\\Roaming\\Claude\\logs";

  test.each<[string, string[], string[]]>([
    ["nothing", [], [classic]],
    ["the classic build", [classicFolder], [classic]],
    ["the packaged build", [inPackage("Claude_pzs8")], [inPackage("Claude_pzs8")]],
    ["both", [inPackage("Claude_pzs8"), classicFolder], [inPackage("Claude_pzs8"), classic]],
    [
      "two packages and another program's",
      [inPackage("Claude_a"), inPackage("Claude_b"), `${local}\\Other_c\\x`],
      [inPackage("Claude_a"), inPackage("Claude_b")],
    ],
  ])(
    "with %s on the disk, each file that may count is written (anthropics/claude-code#26073, samuelgursky/davinci-resolve-mcp#93)",
    (_name, paths, expected) => {
      expect(files("claude-desktop", WINDOWS, disk(...paths))).toEqual(expected);
    },
  );
});

test.each<[string, string, string, string]>([
  [
    "claude-desktop",
    "C:\\Users\\Åsa B\\AppData\\Roaming\\Claude\\claude_desktop_config.json",
    "/Users/åsa/Library/Application Support/Claude/claude_desktop_config.json",
    "/home/åsa/.config/Claude/claude_desktop_config.json",
  ],
  [
    "vscode",
    "C:\\Users\\Åsa B\\AppData\\Roaming\\Code\\User\\mcp.json",
    "/Users/åsa/Library/Application Support/Code/User/mcp.json",
    "/home/åsa/.config/Code/User/mcp.json",
  ],
  [
    "vscode-insiders",
    "C:\\Users\\Åsa B\\AppData\\Roaming\\Code - Insiders\\User\\mcp.json",
    "/Users/åsa/Library/Application Support/Code - Insiders/User/mcp.json",
    "/home/åsa/.config/Code - Insiders/User/mcp.json",
  ],
  [
    "zed",
    "C:\\Users\\Åsa B\\AppData\\Roaming\\Zed\\settings.json",
    "/Users/åsa/Library/Application Support/Zed/settings.json",
    "/home/åsa/.config/zed/settings.json",
  ],
  [
    "goose",
    "C:\\Users\\Åsa B\\AppData\\Roaming\\Block\\goose\\config\\config.yaml",
    "/Users/åsa/.config/goose/config.yaml",
    "/home/åsa/.config/goose/config.yaml",
  ],
  [
    "cursor",
    "C:\\Users\\Åsa B\\.cursor\\mcp.json",
    "/Users/åsa/.cursor/mcp.json",
    "/home/åsa/.cursor/mcp.json",
  ],
  [
    "codex",
    "C:\\Users\\Åsa B\\.codex\\config.toml",
    "/Users/åsa/.codex/config.toml",
    "/home/åsa/.codex/config.toml",
  ],
])(
  "%s has its file where each platform keeps settings (neondatabase/mcp-server-neon#33)",
  (id, windows, mac, linux) => {
    expect([WINDOWS, MAC, LINUX].map((place) => files(id, place)[0])).toEqual([
      windows,
      mac,
      linux,
    ]);
  },
);

test("variables that move the files are followed", () => {
  const env = { CODEX_HOME: "/data/codex", XDG_CONFIG_HOME: "/data/config" };
  expect(files("codex", { ...LINUX, env })).toEqual(["/data/codex/config.toml"]);
  expect(files("zed", { ...LINUX, env })).toEqual(["/data/config/zed/settings.json"]);
});

test("VS Code of Scoop and the portable one keep their data in folders of their own", () => {
  expect(files("vscode", WINDOWS)).toContain(
    "C:\\Users\\Åsa B\\scoop\\persist\\vscode\\data\\user-data\\User\\mcp.json",
  );
  const env = { ...WINDOWS.env, VSCODE_PORTABLE: "D:\\code\\data" };
  expect(files("vscode", { ...WINDOWS, env })).toEqual([
    "D:\\code\\data\\user-data\\User\\mcp.json",
  ]);
});

test("the logs of Claude Desktop are where it keeps them on each platform (anthropics/claude-code#38830)", () => {
  const logs = (place: UserPlace, folders: Readonly<Record<string, readonly string[]>> = {}) => {
    const disk = { exists: () => false, list: (folder: string) => folders[folder] ?? [] };
    return findClient("claude-desktop").logs?.(place, disk, "desk");
  };
  expect(logs(MAC)).toEqual(["/Users/åsa/Library/Logs/Claude/mcp-server-desk.log"]);
  expect(logs(LINUX)).toEqual(["/home/åsa/.config/Claude/logs/mcp-server-desk.log"]);
  const packages = "C:\\Users\\Åsa B\\AppData\\Local\\Packages";
  expect(logs(WINDOWS, { [packages]: ["Claude_pzs8"] })).toEqual([
    `${packages}\\Claude_pzs8\\LocalCache\\Roaming\\Claude\\logs\\mcp-server-desk.log`,
  ]);
});

test("an unknown client is refused with the one that was meant", () => {
  expect(() => findClient("cursr")).toThrow('There is no client "cursr"; did you mean cursor?');
});
