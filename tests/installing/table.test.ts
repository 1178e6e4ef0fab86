import { homedir } from "node:os";
import type { ProcessEntry, UrlEntry } from "@mortise/install";
import { CLIENTS, findClient } from "@mortise/install";
import type { AgentType } from "add-mcp";
import { agents, getAgentTypes } from "add-mcp";
import { describe, expect, test } from "vitest";

const PLACE = { platform: process.platform, env: process.env, home: homedir() };
const NO_FILES = { exists: () => false, list: () => [] };
const PROCESS: ProcessEntry = {
  kind: "process",
  command: "/opt/node/bin/node",
  args: ["/srv/desk.ts"],
  env: { API_KEY: "secret" },
  references: [],
};
const REMOTE: UrlEntry = {
  kind: "url",
  url: "https://example.com/mcp",
  headers: { "X-Tenant": "acme" },
};
const COMMAND = { command: PROCESS.command, args: [...PROCESS.args], env: { ...PROCESS.env } };
const URL = { url: REMOTE.url, headers: { ...REMOTE.headers } };

test("every client that add-mcp knows is in the table", () => {
  const known = CLIENTS.map(({ id }) => id);
  expect(known).toEqual(expect.arrayContaining(getAgentTypes()));
});

describe.each(getAgentTypes())("%s", (type: AgentType) => {
  const agent = agents[type];
  const client = findClient(type);

  test("has the same files", () => {
    // Both create files of their own choice when Kilo Code has none.
    const own = client.files.user(PLACE, NO_FILES);
    expect(own).toContain(agent.configPath);
    const { localConfigPath: local } = agent;
    if (local === undefined) expect(client.files.project).toBeUndefined();
    else expect(client.files.project).toContain(local);
  });

  test("has the same format and place in it (mrexodia/ida-pro-mcp#28)", () => {
    expect(client.format).toBe(agent.format);
    expect(client.key).toEqual(agent.configKey.split("."));
  });

  test.each(["user", "project"] as const)(
    "has the same entry of a process, in the file of the %s",
    (scope) => {
      if (scope === "project" && client.files.project === undefined) return;
      const local = scope === "project";
      expect(client.write("desk", PROCESS, scope)).toEqual(
        agent.transformConfig("desk", COMMAND, { local }),
      );
    },
  );

  test("has the same entry of a URL, or no way to reach one", () => {
    const reaches = agent.supportedTransports.includes("http");
    expect(client.reaches.includes("url")).toBe(reaches);
    if (!reaches) return;
    expect(client.write("desk", REMOTE, "user")).toEqual(
      agent.transformConfig("desk", { type: "http", ...URL }, { local: false }),
    );
  });
});
