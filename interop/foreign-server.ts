import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareCommand } from "./command.ts";
import { compareObservations, observe } from "./compare.ts";
import { openOfficial, openOurs } from "./observer.ts";
import type { Pairing } from "./pairing.ts";
import { driverOf, peers } from "./peers.ts";
import type { Reach } from "./reach.ts";
import { inNode } from "./reach.ts";
import type { Script } from "./script.ts";
import { OWN_SCRIPT } from "./script.ts";

/** A server of others over stdio, and the requests that are compared. */
interface ForeignServer extends Script {
  readonly name: string;
  readonly isShort?: boolean;
  readonly reach: (folder: string) => Reach & { readonly transport: "stdio" };
}

const DATABASE = process.env["TEST_DATABASE_URL"] ?? "postgresql://postgres@127.0.0.1:5432/test";

/** No cluster answers there, which a server that lists its tools need not know. */
const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: none
contexts: [{ name: none, context: { cluster: none, user: none } }]
clusters: [{ name: none, cluster: { server: "http://127.0.0.1:9" } }]
users: [{ name: none, user: {} }]
`;

const SERVERS: readonly ForeignServer[] = [
  {
    name: "server-everything",
    isShort: true,
    reach: () => official("server-everything"),
    calls: [
      ["echo", { message: "hello ü世🦊" }],
      ["get-sum", { a: 2, b: 3 }],
      ["get-structured-content", { location: "New York" }],
      ["get-tiny-image", {}],
    ],
    reads: ["demo://resource/static/document/architecture.md"],
    prompts: [
      ["simple-prompt", {}],
      ["args-prompt", { city: "Bonn" }],
    ],
  },
  {
    name: "server-filesystem",
    isShort: true,
    reach: (folder) => {
      mkdirSync(join(folder, "files"), { recursive: true });
      writeFileSync(join(folder, "files", "a.txt"), "one\ntwo ü\n");
      return official("server-filesystem", join(folder, "files"));
    },
    calls: [
      ["list_directory", { path: "." }],
      ["read_text_file", { path: "a.txt" }],
      ["read_text_file", { path: "../../etc/passwd" }],
    ],
  },
  {
    name: "server-memory",
    isShort: true,
    reach: (folder) => ({
      ...official("server-memory"),
      env: { MEMORY_FILE_PATH: join(folder, "memory.jsonl") },
    }),
    calls: [["read_graph", {}]],
  },
  {
    name: "server-postgres",
    isShort: true,
    reach: () => official("server-postgres", DATABASE),
    calls: [["query", { sql: "select 1 as one, 'ü' as text" }]],
  },
  {
    name: "kubernetes-mcp-server (Go)",
    isShort: true,
    reach: (folder) => {
      const config = join(folder, "kubeconfig");
      writeFileSync(config, KUBECONFIG);
      const name = "kubernetes-mcp-server-linux-amd64";
      // The wrapper on npm asks for the programs of all systems, of which not every registry has all.
      const command = peers.path(`${name}/bin/${name}`);
      return { transport: "stdio", command, args: ["--kubeconfig", config], env: {} };
    },
    calls: [["configuration_view", { minified: false }]],
  },
  {
    name: "Azure MCP (.NET)",
    reach: () => inNode(peers.path("@azure/mcp/index.js"), ["server", "start"]),
  },
  {
    name: "FastMCP",
    isShort: true,
    reach: () => inNode(driverOf("peers/server/fastmcp.ts"), ["stdio"]),
    ...OWN_SCRIPT,
  },
  {
    name: "official SDK v1",
    isShort: true,
    reach: () => inNode(driverOf("server/sdk-v1.ts"), ["stdio"]),
    ...OWN_SCRIPT,
  },
  {
    name: "official SDK v2",
    isShort: true,
    reach: () => inNode(driverOf("server/sdk-v2.ts"), ["stdio"]),
    ...OWN_SCRIPT,
  },
  {
    name: "Mastra",
    reach: () => inNode(driverOf("peers/server/mastra.ts"), ["stdio"]),
    calls: OWN_SCRIPT.calls,
  },
];

function official(name: string, ...args: readonly string[]): Reach & { transport: "stdio" } {
  return inNode(peers.path(`@modelcontextprotocol/${name}/dist/index.js`), args);
}

/** Our client and command beside the official client, on servers of others. */
export function foreignServerPairings(folder: string): readonly Pairing[] {
  return SERVERS.map(({ name, isShort = false, reach, ...script }) => ({
    name: `our client with ${name}`,
    isShort,
    async run() {
      const way = reach(folder);
      const ours = await observe(openOurs(way), script);
      const theirs = await observe(openOfficial(way), script);
      const compared = compareObservations(ours, theirs);
      return `${compared}; ${await compareCommand(way, theirs.tools)}`;
    },
  }));
}
