import { globSync, mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  getMcpConfigForManifest,
  unpackExtension,
  v0_3,
  validateManifest,
} from "@anthropic-ai/mcpb";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { run } from "../workspace/run-tool.ts";

/** The folders in which a stranger has worked. */
export interface Places {
  readonly project: string;
  readonly home: string;
}

/** Reads a thing by software of others; rejects with the reason if it is not accepted. */
type Reading = readonly [name: string, read: () => Promise<void>];

/** The readings of what the five minutes leave: a built file, entries of clients and a bundle. */
export function readArtefacts({ project, home }: Places): readonly Reading[] {
  return [
    [
      "the official client lists the tools of the built file",
      () => expectTools(process.execPath, [join(project, "dist/server.js")]),
    ],
    ["add-mcp finds the server in the files of clients", () => expectInstalled(home)],
    ["the official validator takes the bundle, whose server answers", () => expectBundle(project)],
  ];
}

async function expectTools(command: string, args: readonly string[]): Promise<void> {
  const client = new Client({ name: "reader", version: "1.0.0" });
  await client.connect(new StdioClientTransport({ command, args: [...args], stderr: "ignore" }));
  try {
    const names = (await client.listTools()).tools.map(({ name }) => name).join(", ");
    if (names !== "add_note, search_notes, get_note") throw new Error(`it lists ${names}`);
  } finally {
    await client.close();
  }
}

async function expectInstalled(home: string): Promise<void> {
  const list = `process.env.HOME = ${JSON.stringify(home)};
const { listInstalledServers } = await import(${JSON.stringify(import.meta.resolve("add-mcp"))});
const found = await listInstalledServers({ global: true, agents: ["claude-desktop", "cursor"] });
console.log(JSON.stringify(found.map(({ servers }) => servers.map(({ serverName }) => serverName))));`;
  const args = ["--input-type=module", "-e", list];
  const { output } = await run(process.execPath, args);
  if (output.trim() !== '[["desk"],["desk"]]') throw new Error(`it finds ${output}`);
}

async function expectBundle(project: string): Promise<void> {
  const [file = ""] = globSync(join(project, "dist/*.mcpb"));
  const folder = mkdtempSync(join(project, "unpacked-"));
  if (!(await unpackExtension({ mcpbPath: file, outputDir: folder, silent: true }))) {
    throw new Error(`${file} is not unpacked`);
  }
  const path = join(folder, "manifest.json");
  if (!validateManifest(path)) throw new Error(`${path} is not valid`);
  const manifest = v0_3.McpbManifestSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  const config = await getMcpConfigForManifest({
    manifest: manifest as Parameters<typeof getMcpConfigForManifest>[0]["manifest"],
    extensionPath: folder,
    systemDirs: {},
    userConfig: {},
    pathSeparator: "/",
  });
  if (!config) throw new Error("the manifest starts nothing");
  await expectTools(
    config.command === "node" ? process.execPath : config.command,
    config.args ?? [],
  );
}
