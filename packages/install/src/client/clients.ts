import { MortiseError, nearest } from "@mortise/protocol";
import type { Members } from "../entry.ts";
import { joinPath } from "../user-place.ts";
import {
  claudeDesktopFiles,
  claudeDesktopLogs,
  codeFolders,
  inHome,
  inNamed,
  inSettings,
} from "./folders.ts";
import type { ClientFiles, InstallClient } from "./install-client.ts";
import { spell, spellGoose, spellToml } from "./style.ts";

const BOTH = ["process", "url"] as const;
const NEW_SESSION = "Start a new session of it.";
const RESTART = "Quit it completely, from its menu or tray, and start it again.";

/** A file and the folder of a client below the home folder. */
function homeFile(folder: string, file: string, project?: readonly string[]): ClientFiles {
  return {
    user: (place) => [inHome(place, folder, file)],
    signs: (place) => [inHome(place, folder)],
    ...(project && { project }),
  };
}

/** A file below the folder that a variable names, or else below a folder of the home. */
function namedFile(
  [variable, usual]: readonly [string, string],
  file: string,
  project: readonly string[],
): ClientFiles {
  return {
    user: (place) => [inNamed(place, variable, [usual, file])],
    signs: (place) => [inNamed(place, variable, [usual])],
    project,
  };
}

/** The files of a build of VS Code. */
function codeFiles(build: string): ClientFiles {
  return {
    user: (place) =>
      codeFolders(place, build).map((folder) => joinPath(place.platform, folder, "mcp.json")),
    signs: (place) => codeFolders(place, build),
    project: [".vscode/mcp.json"],
  };
}

const dollar = (name: string): string => `\${${name}}`;
const dollarEnv = (name: string): string => `\${env:${name}}`;
const braceEnv = (name: string): string => `{env:${name}}`;

const json = { format: "json", key: ["mcpServers"], reaches: BOTH, reload: NEW_SESSION } as const;
const vscode = {
  ...json,
  key: ["servers"],
  write: spell({ remote: { type: "http" }, reference: dollarEnv }),
  reference: dollarEnv,
  reload: "It reads the file at once; start the server from the line above its entry.",
  isDesktop: true,
} as const;
const cline = {
  ...json,
  write: spell({ remote: { type: "streamableHttp" }, last: { disabled: false } }),
  reload: "It reads the file at once.",
} as const;
const antigravity = {
  ...json,
  write: spell({ url: "serverUrl" }),
  reload: "Press refresh in its list of servers.",
  isDesktop: true,
} as const;

/**
 * The clients that keep their servers in a file; the sources of each line are in
 * docs/decisions/0040-install.md.
 */
export const CLIENTS: readonly InstallClient[] = [
  {
    ...json,
    id: "claude-desktop",
    label: "Claude Desktop",
    isDesktop: true,
    logs: claudeDesktopLogs,
    files: {
      user: claudeDesktopFiles,
      writesAll: true,
      signs: (place) => [inSettings(place, "Claude")],
    },
    write: spell({}),
    reaches: ["process"],
    otherwise: "Add the URL in Settings, Connectors.",
    isStrict: true,
    refusesMark: true,
    reload: RESTART,
  },
  {
    ...json,
    id: "claude-code",
    label: "Claude Code",
    files: {
      user: (place) => [inHome(place, ".claude.json")],
      signs: (place) => [inHome(place, ".claude")],
      project: [".mcp.json"],
    },
    write: spell({ remote: { type: "http" }, reference: dollar }),
    reference: dollar,
    isStrict: true,
  },
  {
    ...json,
    id: "cursor",
    label: "Cursor",
    isDesktop: true,
    files: homeFile(".cursor", "mcp.json", [".cursor/mcp.json"]),
    write: spell({ reference: dollarEnv }),
    reference: dollarEnv,
    reload: "It reads the file at once; switch the server on in Settings, MCP.",
  },
  { ...vscode, id: "vscode", label: "VS Code", files: codeFiles("Code") },
  {
    ...vscode,
    id: "vscode-insiders",
    label: "VS Code Insiders",
    files: codeFiles("Code - Insiders"),
  },
  { ...vscode, id: "vscodium", label: "VSCodium", files: codeFiles("VSCodium") },
  {
    ...antigravity,
    id: "windsurf",
    label: "Windsurf",
    files: homeFile(".codeium/windsurf", "mcp_config.json"),
  },
  {
    ...antigravity,
    id: "antigravity",
    label: "Antigravity",
    files: homeFile(".gemini/config", "mcp_config.json"),
  },
  {
    ...json,
    id: "zed",
    label: "Zed",
    isDesktop: true,
    key: ["context_servers"],
    files: {
      user: (place) => [inSettings(place, zedFolder(place.platform), "settings.json")],
      signs: (place) => [inSettings(place, zedFolder(place.platform))],
      project: [".zed/settings.json"],
    },
    write: spell({
      process: { source: "custom" },
      remote: { source: "custom", type: "http" },
      keepsEmpty: true,
    }),
    reload: "It reads the file at once.",
  },
  {
    ...json,
    id: "cline",
    label: "Cline in VS Code",
    files: {
      user: (place) =>
        codeFolders(place, "Code").map((folder) =>
          joinPath(place.platform, folder, `${CLINE}/settings/cline_mcp_settings.json`),
        ),
      signs: (place) =>
        codeFolders(place, "Code").map((folder) => joinPath(place.platform, folder, CLINE)),
    },
    write: cline.write,
    reload: cline.reload,
  },
  {
    ...cline,
    id: "cline-cli",
    label: "Cline",
    files: {
      user: (place) => [
        inNamed(place, "CLINE_DIR", [".cline", "data/settings/cline_mcp_settings.json"]),
      ],
      signs: (place) => [inNamed(place, "CLINE_DIR", [".cline"])],
    },
  },
  {
    ...json,
    id: "gemini-cli",
    label: "Gemini CLI",
    files: homeFile(".gemini", "settings.json", [".gemini/settings.json"]),
    write: spell({ remote: { type: "http" }, reference: dollar }),
    reference: dollar,
  },
  {
    ...json,
    id: "codex",
    label: "Codex",
    format: "toml",
    key: ["mcp_servers"],
    files: namedFile(["CODEX_HOME", ".codex"], "config.toml", [".codex/config.toml"]),
    write: spellToml({ remote: { type: "http" }, headers: "http_headers" }, "env_vars"),
    reference: (name) => name,
  },
  {
    ...json,
    id: "grok-build",
    label: "Grok Build",
    format: "toml",
    key: ["mcp_servers"],
    files: namedFile(["GROK_HOME", ".grok"], "config.toml", [".grok/config.toml"]),
    write: spellToml({}),
  },
  {
    ...json,
    id: "goose",
    label: "Goose",
    format: "yaml",
    key: ["extensions"],
    files: {
      user: (place) => [gooseFile(place)],
      signs: (place) => [gooseFile(place)],
    },
    write: spellGoose(),
  },
  {
    ...json,
    id: "github-copilot-cli",
    label: "GitHub Copilot CLI",
    files: namedFile(["XDG_CONFIG_HOME", ".copilot"], "mcp-config.json", [
      ".mcp.json",
      ".github/mcp.json",
    ]),
    write: spell({
      process: { type: "stdio" },
      remote: { type: "http" },
      userOnly: { tools: ["*"] },
      reference: dollar,
    }),
    reference: dollar,
    isStrict: true,
  },
  {
    ...json,
    id: "opencode",
    label: "OpenCode",
    key: ["mcp"],
    files: {
      user: (place) => [
        inHome(place, ".config/opencode/opencode.jsonc"),
        inHome(place, ".config/opencode/opencode.json"),
      ],
      signs: (place) => [inHome(place, ".config/opencode")],
      project: [
        "opencode.jsonc",
        "opencode.json",
        ".opencode/opencode.jsonc",
        ".opencode/opencode.json",
      ],
    },
    write: localOrRemote({ enabled: true }),
    newer: { key: ["mcp", "servers"], write: localOrRemote({}) },
    reference: braceEnv,
  },
  {
    ...json,
    id: "kilo-code",
    label: "Kilo Code",
    key: ["mcp"],
    files: {
      user: (place) => [
        inNamed(place, "XDG_CONFIG_HOME", [".config", "kilo/kilo.jsonc"]),
        inNamed(place, "XDG_CONFIG_HOME", [".config", "kilo/kilo.json"]),
      ],
      signs: (place) => [
        inNamed(place, "XDG_CONFIG_HOME", [".config", "kilo"]),
        ...codeFolders(place, "Code").map((folder) =>
          joinPath(place.platform, folder, "globalStorage/kilocode.kilo-code"),
        ),
      ],
      project: [
        ".kilo/kilo.jsonc",
        ".kilo/kilo.json",
        ".kilocode/kilo.jsonc",
        ".kilocode/kilo.json",
        "kilo.jsonc",
        "kilo.json",
      ],
    },
    write: localOrRemote({ enabled: true }),
    reference: braceEnv,
  },
  {
    ...json,
    id: "fx",
    label: "fx",
    key: ["mcp"],
    files: homeFile(".fx", "mcp.json"),
    write: spell({
      process: { type: "local" },
      remote: { type: "http" },
      isList: true,
      env: "environment",
      last: { enabled: true },
    }),
  },
  {
    ...json,
    id: "kimi-code",
    label: "Kimi Code",
    files: namedFile(["KIMI_CODE_HOME", ".kimi-code"], "mcp.json", [".kimi-code/mcp.json"]),
    write: spell({ process: { transport: "stdio" }, remote: { transport: "http" } }),
  },
  {
    ...json,
    id: "kiro-cli",
    label: "Kiro",
    files: homeFile(".kiro", "settings/mcp.json", [".kiro/settings/mcp.json"]),
    write: spell({ reference: dollar }),
    reference: dollar,
  },
  {
    ...json,
    id: "mastracode",
    label: "Mastra Code",
    files: homeFile(".mastracode", "mcp.json", [".mastracode/mcp.json"]),
    write: spell({}),
  },
  {
    ...json,
    id: "mcporter",
    label: "MCPorter",
    files: {
      user: (place) => [
        inHome(place, ".mcporter/mcporter.json"),
        inHome(place, ".mcporter/mcporter.jsonc"),
      ],
      signs: (place) => [inHome(place, ".mcporter")],
      project: ["config/mcporter.json"],
    },
    write: spell({ remote: { type: "http" }, reference: dollar }),
    reference: dollar,
  },
  {
    ...json,
    id: "pi",
    label: "Pi",
    files: namedFile(["PI_CODING_AGENT_DIR", ".pi/agent"], "mcp.json", [".pi/mcp.json"]),
    write: spell({}),
  },
];

const CLINE = "globalStorage/saoudrizwan.claude-dev";

function zedFolder(platform: string): string {
  return platform === "darwin" || platform === "win32" ? "Zed" : "zed";
}

function gooseFile(place: Parameters<ClientFiles["signs"]>[0]): string {
  if (place.platform === "win32") return inSettings(place, "Block/goose/config/config.yaml");
  if (place.platform === "darwin") return inHome(place, ".config/goose/config.yaml");
  return inSettings(place, "goose/config.yaml");
}

/** The spelling of OpenCode, which Kilo Code has too. */
function localOrRemote(last: Members): InstallClient["write"] {
  return spell({
    process: { type: "local" },
    remote: { type: "remote" },
    isList: true,
    env: "environment",
    last,
    reference: braceEnv,
  });
}

/**
 * Returns the client of a name.
 *
 * @throws MortiseError `INVALID_OPTION` for a name that no client has.
 */
export function findClient(id: string): InstallClient {
  const found = CLIENTS.find((client) => client.id === id);
  if (found !== undefined) return found;
  const ids = CLIENTS.map((client) => client.id);
  const near = nearest(id, ids);
  const advice = near === undefined ? `the clients are ${ids.join(", ")}` : `did you mean ${near}?`;
  throw new MortiseError("INVALID_OPTION", `There is no client ${JSON.stringify(id)}; ${advice}`);
}
