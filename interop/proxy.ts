import { fileURLToPath } from "node:url";
import { listen } from "@mortise/node";
import { findFreePort } from "../scripts/workspace/free-port.ts";
import { createFixture } from "../tests/fixture/server/create-interop-server.ts";
import { compareCommand } from "./command.ts";
import { compareObservations, observe } from "./compare.ts";
import { openOfficial, openOurs } from "./observer.ts";
import type { Pairing } from "./pairing.ts";
import { peers } from "./peers.ts";
import { startListening } from "./process.ts";
import type { Reach } from "./reach.ts";
import { inNode } from "./reach.ts";
import type { Script } from "./script.ts";

/** A program of others between our client and our server. */
interface Proxy {
  readonly name: string;
  readonly isShort?: boolean;
  /** Default: {@link SCRIPT}. */
  readonly script?: Script;
  /** Calls `use` with the way to our server through the proxy. */
  readonly open: (use: (reach: Reach) => Promise<string>) => Promise<string>;
}

const OUR_SERVER = fileURLToPath(
  new URL("../tests/fixture/server/interop-server.ts", import.meta.url),
);

const SCRIPT: Script = {
  calls: [
    ["add", { a: 2, b: 3 }],
    ["show", {}],
    ["fail", {}],
  ],
  reads: ["docs://guide", "docs://pixel", "notes://7"],
  prompts: [["greet", { name: "Ada" }]],
};

const SUPERGATEWAY = peers.path("supergateway/dist/index.js");
const STDIO = ["--stdio", `"${process.execPath}" "${OUR_SERVER}"`, "--logLevel", "none"];

/** A proxy that starts our server and listens. */
function listening(
  file: string,
  argsFor: (port: string) => readonly string[],
  transport: "http" | "sse",
): Proxy["open"] {
  return async (use) => {
    const port = await findFreePort();
    const path = transport === "sse" ? "/sse" : "/mcp";
    await using proxy = await startListening(inNode(file, argsFor(`${port}`)), port, path);
    return await use({ transport, url: proxy.url });
  };
}

/** A proxy that a client starts and that connects to our server. */
function started(file: string, argsFor: (url: string) => readonly string[]): Proxy["open"] {
  return async (use) => {
    await using server = await listen(createFixture(), { port: 0 });
    return await use(inNode(file, argsFor(server.url)));
  };
}

const PROXIES: readonly Proxy[] = [
  {
    name: "supergateway, stdio to SSE",
    isShort: true,
    open: listening(SUPERGATEWAY, (port) => [...STDIO, "--port", port], "sse"),
  },
  {
    name: "supergateway, stdio to Streamable HTTP",
    isShort: true,
    // It starts a process of our server for each request.
    script: { calls: [["add", { a: 2, b: 3 }]] },
    open: listening(
      SUPERGATEWAY,
      (port) => [...STDIO, "--outputTransport", "streamableHttp", "--port", port],
      "http",
    ),
  },
  {
    name: "supergateway, stdio to Streamable HTTP with sessions",
    open: listening(
      SUPERGATEWAY,
      (port) => [...STDIO, "--outputTransport", "streamableHttp", "--stateful", "--port", port],
      "http",
    ),
  },
  {
    name: "supergateway, Streamable HTTP to stdio",
    isShort: true,
    open: started(SUPERGATEWAY, (url) => ["--streamableHttp", url, "--logLevel", "none"]),
  },
  {
    name: "supergateway, SSE to stdio",
    async open(use) {
      // Our server has no SSE of 2024-11-05, so that supergateway offers it at the other end too.
      const port = await findFreePort();
      const args = [...STDIO, "--port", `${port}`];
      await using sse = await startListening(inNode(SUPERGATEWAY, args), port, "/sse");
      return await use(inNode(SUPERGATEWAY, ["--sse", sse.url, "--logLevel", "none"]));
    },
  },
  {
    name: "mcp-proxy, stdio to Streamable HTTP",
    isShort: true,
    open: listening(
      peers.path("mcp-proxy/dist/bin/mcp-proxy.mjs"),
      (port) => ["--port", port, "--host", "127.0.0.1", "--", process.execPath, OUR_SERVER],
      "http",
    ),
  },
  {
    name: "mcp-proxy, stdio to SSE",
    open: listening(
      peers.path("mcp-proxy/dist/bin/mcp-proxy.mjs"),
      (port) => ["--port", port, "--host", "127.0.0.1", "--", process.execPath, OUR_SERVER],
      "sse",
    ),
  },
  {
    name: "mcp-remote, Streamable HTTP to stdio",
    isShort: true,
    open: started(peers.path("mcp-remote/dist/proxy.js"), (url) => [url, "--allow-http"]),
  },
];

/** Our client and our server with a program of others between them, beside the official client. */
export function proxyPairings(): readonly Pairing[] {
  return PROXIES.map(({ name, isShort = false, script = SCRIPT, open }) => ({
    name: `our client and server through ${name}`,
    isShort,
    run: () =>
      open(async (reach) => {
        // One client after the other, since some proxies give all of them the same process.
        const ours = await observe(openOurs(reach), script);
        const theirs = await observe(openOfficial(reach), script);
        const compared = compareObservations(ours, theirs);
        return `${compared}; ${await compareCommand(reach, theirs.tools)}`;
      }),
  }));
}
