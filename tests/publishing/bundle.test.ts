import { readFileSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import {
  getMcpConfigForManifest,
  packExtension,
  unpackExtension,
  v0_3,
  validateManifest,
} from "@anthropic-ai/mcpb";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, onTestFinished, test, vi } from "vitest";
import { openFolder, openProject } from "./open-project.ts";

type Settings = NonNullable<Parameters<typeof getMcpConfigForManifest>[0]["userConfig"]>;

const PACKAGE = JSON.stringify({
  name: "@acme/desk",
  version: "1.2.0",
  description: "Answers for the support desk",
  author: "Ada Lovelace <ada@example.com>",
  license: "MIT",
  repository: "acme/desk",
  type: "module",
});
const SERVER = `import { readFileSync } from "node:fs";
import { createServer } from "mortise";
import { z } from "zod";
console.log("a start-up line, which is no message");
const page = readFileSync(new URL("./data/page.txt", import.meta.url), "utf8");
export default createServer({ name: "desk", version: "1.2.0", title: "Desk" })
  .tool("read_page", { description: "Reads the page" }, () => page)
  .tool("read_settings", { description: "Gives the settings" }, () => ({
    token: process.env.API_TOKEN ?? "unset",
    region: process.env.REGION ?? "unset",
    level: process.env.LOG_LEVEL ?? "unset",
  }))
  .prompt(
    "sum_up",
    { description: "Sums up a ticket", input: z.object({ ticket: z.string() }) },
    ({ ticket }) => "Sum up the ticket " + ticket,
  )
  .prompt(
    "rank",
    { description: "Ranks tickets", input: z.object({ by: z.enum(["age", "weight"]) }) },
    ({ by }) => "Rank by " + by,
  );
`;
const OPTIONS = [
  ...["--secret", "API_TOKEN: from the page Settings"],
  ...["--env", "REGION=eu: eu or us", "--env", "LOG_LEVEL?"],
  ...["--include", "src/data"],
];

async function bundleDesk(): Promise<{ readonly file: string; readonly out: string }> {
  const project = openProject({
    "package.json": PACKAGE,
    "src/server.ts": SERVER,
    "src/data/page.txt": "Grüezi",
    "src/data/.hidden": "",
  });
  const { code, out, err } = await project.run(["bundle", "src/server.ts", ...OPTIONS]);
  expect(err).toMatch(/^note left out: src.data.\.hidden\n$/);
  expect(code).toBe(0);
  return { file: join(project.folder, "dist/acme-desk-1.2.0.mcpb"), out };
}

async function unpack(file: string): Promise<string> {
  const folder = openFolder();
  expect(await unpackExtension({ mcpbPath: file, outputDir: folder, silent: true })).toBe(true);
  return folder;
}

function readManifest(folder: string): Parameters<typeof getMcpConfigForManifest>[0]["manifest"] {
  return v0_3.McpbManifestSchema.parse(
    JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")),
  ) as ReturnType<typeof readManifest>;
}

/** Starts an unpacked bundle as hosts do, with nothing of a terminal's environment. */
async function startAsHost(folder: string, userConfig: Settings): Promise<Client> {
  const config = await getMcpConfigForManifest({
    manifest: readManifest(folder),
    extensionPath: folder,
    systemDirs: { HOME: folder },
    userConfig,
    pathSeparator: sep,
  });
  if (config === undefined) throw new Error("a required setting is missing");
  const client = new Client({ name: "host", version: "1.0.0" });
  const PATH = [dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
  await client.connect(
    new StdioClientTransport({
      command: config.command,
      args: config.args ?? [],
      env: { PATH, ...config.env },
      cwd: "/",
      stderr: "ignore",
    }),
  );
  onTestFinished(() => client.close());
  return client;
}

test("the official reader accepts a bundle, and a host runs it with the values of the user", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const { file, out } = await bundleDesk();
  expect(readFileSync(file).length).toBeLessThan(1_000_000);
  expect(out).toMatch(/lists 2 tools and 1 prompt\nsha256 [0-9a-f]{64}\n$/);
  const folder = await unpack(file);
  expect(validateManifest(folder)).toBe(true);
  expect(log).toHaveBeenCalledWith("Manifest schema validation passes!");
  expect(readManifest(folder)).toMatchObject({
    name: "acme-desk",
    display_name: "Desk",
    tools: [{ name: "read_page" }, { name: "read_settings" }],
    prompts: [
      { name: "sum_up", arguments: ["ticket"], text: `Sum up the ticket \${arguments.ticket}` },
    ],
    prompts_generated: true,
  });
  const client = await startAsHost(folder, { api_token: "secret" });
  const page = await client.callTool({ name: "read_page" });
  expect(page.content).toEqual([{ type: "text", text: "Grüezi" }]);
  const { structuredContent } = await client.callTool({ name: "read_settings" });
  expect(structuredContent).toEqual({ token: "secret", region: "eu", level: "unset" });
});

test("a placeholder that a host leaves in place is no value", async () => {
  const { file } = await bundleDesk();
  const folder = await unpack(file);
  const client = await startAsHost(folder, {
    api_token: `\${user_config.api_token}`,
    region: `\${user_config.region}`,
  });
  const { structuredContent } = await client.callTool({ name: "read_settings" });
  expect(structuredContent).toEqual({ token: "unset", region: "unset", level: "unset" });
});

test("a host asks for what is required before it starts the server", async () => {
  const { file } = await bundleDesk();
  await expect(startAsHost(await unpack(file), {})).rejects.toThrow("a required setting");
});

test("the same project gives the same bytes in another folder, and no path of this machine", async () => {
  const [first, second] = [await bundleDesk(), await bundleDesk()];
  const bytes = readFileSync(first.file);
  expect(bytes.equals(readFileSync(second.file))).toBe(true);
  const folder = await unpack(first.file);
  const code = readFileSync(join(folder, "server/index.js"), "utf8");
  expect(code).not.toContain(dirname(first.file));
});

test("where a host's own install fails, an unpacked bundle is installed as the guide says (modelcontextprotocol/mcpb#281, modelcontextprotocol/mcpb#283)", async () => {
  const guide = readFileSync(new URL("../../docs/guide/publishing.md", import.meta.url), "utf8");
  const [row = ""] = guide.match(/^\| others \|.*$/m) ?? [];
  expect(row).toContain("`unzip -d desk desk-1.2.0.mcpb`");
  expect(row).toContain("` desk/server/index.js --to cursor`");
  const { file } = await bundleDesk();
  const folder = await unpack(file);
  const home = openFolder();
  const script = join(folder, "server/index.js");
  const own = { HOME: home, XDG_CONFIG_HOME: "", XDG_STATE_HOME: "", APPDATA: "" };
  const project = openProject({});
  const { code, out } = await project.run(["install", script, "--to", "cursor"], own);
  expect(out).toContain("answers with 2 tools");
  expect(code).toBe(0);
  const written = JSON.parse(readFileSync(join(home, ".cursor/mcp.json"), "utf8"));
  expect(JSON.stringify(written)).toContain(JSON.stringify(script));
});

test("the official packer takes the unpacked bundle again", async () => {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  const { file } = await bundleDesk();
  const extensionPath = await unpack(file);
  const outputPath = join(openFolder(), "again.mcpb");
  expect(await packExtension({ extensionPath, outputPath, silent: true })).toBe(true);
});
