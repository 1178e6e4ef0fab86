import type { ConnectionState } from "../../contract/index.ts";
import { quote } from "../log/write-curl.ts";

/** A program that takes servers, and the text that adds one to it. */
export interface ClientEntry {
  readonly client: string;
  /** The file that the text goes into, or the place of a command. */
  readonly place: string;
  readonly text: string;
}

/** Writes the entry of a server for each client. `endpoint` is the URL of a server under development. */
export function writeClientEntries(
  connection: ConnectionState,
  endpoint: string | undefined,
): readonly ClientEntry[] {
  const name = nameEntry(connection);
  const url = connection.kind === "self" ? (endpoint ?? connection.target) : connection.target;
  const [command = "", ...args] = connection.command ?? connection.target.split(" ");
  const isStdio = connection.kind === "stdio";
  const process = { command, args };
  const servers = (entry: object): string => print({ mcpServers: { [name]: entry } });
  return [
    {
      client: "Claude Code",
      place: "in a terminal",
      text: isStdio
        ? `claude mcp add ${name} -- ${[command, ...args].map(quote).join(" ")}`
        : `claude mcp add --transport http ${name} ${quote(url)}`,
    },
    {
      client: "Claude Desktop",
      place: "claude_desktop_config.json",
      // Its file names processes alone; a URL goes through a bridge.
      text: servers(isStdio ? process : { command: "npx", args: ["-y", "mcp-remote", url] }),
    },
    { client: "Cursor", place: ".cursor/mcp.json", text: servers(isStdio ? process : { url }) },
    {
      client: "VS Code",
      place: ".vscode/mcp.json",
      text: print({
        servers: { [name]: isStdio ? { type: "stdio", ...process } : { type: "http", url } },
      }),
    },
    {
      client: "mcp.json",
      place: "mcp.json of a project",
      text: servers(isStdio ? process : { type: "http", url }),
    },
  ];
}

/** A name that every client takes: letters, digits and hyphens. */
function nameEntry({ serverInfo, label }: ConnectionState): string {
  const name = (serverInfo?.name ?? label).toLowerCase().replaceAll(/[^a-z0-9]+/gu, "-");
  return name.replaceAll(/^-+|-+$/gu, "").slice(0, 40) || "server";
}

function print(value: object): string {
  return JSON.stringify(value, undefined, 2);
}
