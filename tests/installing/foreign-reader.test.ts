import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { agents, getAgentTypes } from "add-mcp";
import { expect, test } from "vitest";
import { openHome } from "./open-home.ts";

const SERVER = fileURLToPath(
  new URL("../../examples/support-desk/servers/customers.ts", import.meta.url),
);
const ADD_MCP = fileURLToPath(import.meta.resolve("add-mcp"));
const LIST = `import { listInstalledServers } from ${JSON.stringify(import.meta.resolve("add-mcp"))};
const found = await listInstalledServers({ global: true, agents: ${JSON.stringify(getAgentTypes())} });
process.stdout.write(JSON.stringify(found));`;

interface Listed {
  readonly agentType: string;
  readonly error?: string;
  readonly servers: readonly { readonly serverName: string; readonly identity: string }[];
}

test("add-mcp reads every client's file, and none after the removal (supermemoryai/install-mcp#4)", async () => {
  const home = openHome();
  // By this folder add-mcp sees Claude Code, whose file is beside it.
  mkdirSync(join(home.folder, ".claude"));
  const list = async (): Promise<Listed[]> =>
    JSON.parse(await home.run(["--input-type=module", "-e", LIST])) as Listed[];
  const written = await home.install([SERVER, "--to", ...getAgentTypes(), "--name", "desk"]);
  expect(written.check?.tools).toContain("get_customer");
  expect(written.clients.map(({ status }) => status)).toEqual(getAgentTypes().map(() => "written"));

  for (const { agentType, servers, error } of await list()) {
    expect(error, agentType).toBeUndefined();
    expect(
      servers.map(({ serverName }) => serverName),
      agentType,
    ).toEqual(["desk"]);
    expect(servers[0]?.identity, agentType).toContain(process.execPath);
  }
  const shown = await home.run([ADD_MCP.replace(/lib\.js$/, "index.js"), "list", "-g"]);
  for (const { displayName } of Object.values(agents)) {
    expect(stripVTControlCharacters(shown)).toContain(displayName);
  }

  const { clients } = await home.install(["--remove", "desk"]);
  expect(clients.map(({ status }) => status)).toEqual(getAgentTypes().map(() => "removed"));
  expect(clients.filter(({ file }) => existsSync(file))).toEqual([]);
  expect((await list()).flatMap(({ servers }) => servers)).toEqual([]);
});
