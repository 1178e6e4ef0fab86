import { findFreePort } from "../scripts/workspace/free-port.ts";
import { compareCommand } from "./command.ts";
import { compareObservations, observe } from "./compare.ts";
import { openOfficial, openOurs } from "./observer.ts";
import type { Pairing } from "./pairing.ts";
import { driverOf, peers } from "./peers.ts";
import type { Listening } from "./process.ts";
import { startListening, startPrinting } from "./process.ts";
import { inNode } from "./reach.ts";
import type { Script } from "./script.ts";
import { OWN_SCRIPT } from "./script.ts";

/** A server of others over HTTP, and the requests that are compared. */
interface HttpServer {
  readonly name: string;
  readonly isShort?: boolean;
  readonly script: Script;
  readonly start: () => Promise<Listening>;
}

const SERVERS: readonly HttpServer[] = [
  {
    name: "server-everything",
    script: { calls: [["get-sum", { a: 2, b: 3 }]], prompts: [["simple-prompt", {}]] },
    async start() {
      const port = await findFreePort();
      const file = peers.path("@modelcontextprotocol/server-everything/dist/index.js");
      return await startListening(
        inNode(file, ["streamableHttp"], { PORT: `${port}` }),
        port,
        "/mcp",
      );
    },
  },
  driven("FastMCP", "peers/server/fastmcp.ts", { isShort: true, script: OWN_SCRIPT }),
  driven("official SDK v1", "server/sdk-v1.ts", { isShort: true, script: OWN_SCRIPT }),
  driven("official SDK v2", "server/sdk-v2.ts", { isShort: true, script: OWN_SCRIPT }),
  driven("Mastra", "peers/server/mastra.ts", { script: { calls: OWN_SCRIPT.calls } }),
  driven("mcp-use", "peers/server/mcp-use.ts", {
    isShort: true,
    script: { calls: OWN_SCRIPT.calls },
  }),
];

function driven(
  name: string,
  file: string,
  rest: { readonly isShort?: boolean; readonly script: Script },
): HttpServer {
  return { name, ...rest, start: () => startPrinting(inNode(driverOf(file), ["http"])) };
}

/** Our client and command beside the official client, on servers of others over HTTP. */
export function httpServerPairings(): readonly Pairing[] {
  return SERVERS.map(({ name, isShort = false, script, start }) => ({
    name: `our client with ${name} over HTTP`,
    isShort,
    async run() {
      await using server = await start();
      const reach = { transport: "http", url: server.url } as const;
      const ours = await observe(openOurs(reach), script);
      const theirs = await observe(openOfficial(reach), script);
      const compared = compareObservations(ours, theirs);
      return `${compared}; ${await compareCommand(reach, theirs.tools)}`;
    },
  }));
}
