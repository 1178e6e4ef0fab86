import { deepEqual, match } from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { connect, listen } from "@mortise/node";
import { createFixture } from "../tests/fixture/server/create-interop-server.ts";
import type { Seen } from "./client/seen.ts";
import type { Pairing } from "./pairing.ts";
import { driverOf } from "./peers.ts";
import type { Reach } from "./reach.ts";
import { inNode } from "./reach.ts";

/** A client of others, and the program that drives it. */
interface ForeignClient {
  readonly name: string;
  readonly driver: string;
  readonly isShort?: boolean;
}

const CLIENTS: readonly ForeignClient[] = [
  { name: "official SDK v1", driver: "client/sdk-v1.ts", isShort: true },
  { name: "official SDK v2", driver: "client/sdk-v2.ts", isShort: true },
  { name: "AI SDK", driver: "client/ai-sdk.ts", isShort: true },
  { name: "LangChain", driver: "client/langchain.ts", isShort: true },
  { name: "Mastra", driver: "peers/client/mastra.ts", isShort: true },
  { name: "Mastra by our client", driver: "peers/client/mastra-tools.ts", isShort: true },
  { name: "OpenAI Agents", driver: "peers/client/openai-agents.ts", isShort: true },
];

const OUR_SERVER = fileURLToPath(
  new URL("../tests/fixture/server/interop-server.ts", import.meta.url),
);

/** Clients of others with our server, over stdio and over HTTP. */
export function foreignClientPairings(): readonly Pairing[] {
  return CLIENTS.flatMap(({ name, driver, isShort = false }) =>
    (["stdio", "http"] as const).map((transport) => ({
      name: `${name} with our server over ${transport}`,
      isShort,
      run: () => runPairing(driver, transport),
    })),
  );
}

async function runPairing(driver: string, transport: "stdio" | "http"): Promise<string> {
  await using server = await listen(createFixture(), { port: 0 });
  const reach: Reach =
    transport === "stdio" ? inNode(OUR_SERVER) : { transport: "http", url: server.url };
  const args = ["--no-warnings", driverOf(driver), JSON.stringify(reach)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const seen = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Seen;
  await using ours = await connect(server.url);
  const names = (await ours.listTools()).map(({ name }) => name);
  deepEqual([...seen.tools].sort(), names.sort());
  match(seen.sum, /\b5\b/);
  match(seen.failure, /No customer C-9/);
  if (seen.resource !== undefined) match(seen.resource, /# Read me/);
  if (seen.prompt !== undefined) match(seen.prompt, /Hello Ada/);
  const parts = ["resource", "prompt"].filter((part) => part in seen);
  return [`${names.length} tools`, "2 calls", ...parts].join(", ");
}
