/**
 * Runs our client, server and command with programs of others, and compares what arrives with what the official
 * client gets: `npm run interop -- [--all] [--only text]`. One line for each pairing; the short form is for CI.
 *
 * The programs come from npm: a run installs them from `interop/peers` and `interop/app/servers`, unless they are
 * there.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { appPairings } from "./app/pairings.ts";
import { foreignClientPairings } from "./foreign-client.ts";
import { foreignServerPairings } from "./foreign-server.ts";
import { httpServerPairings } from "./http-server.ts";
import { NOT_COVERED } from "./not-covered.ts";
import { runPairing } from "./pairing.ts";
import { peers } from "./peers.ts";
import { proxyPairings } from "./proxy.ts";
import { signInPairings } from "./sign-in/pairings.ts";
import { telemetryPairing } from "./telemetry.ts";

const { values } = parseArgs({
  options: { all: { type: "boolean", default: false }, only: { type: "string" } },
});
// The programs of others write their files there, and report nothing to their authors.
const folder = mkdtempSync(join(tmpdir(), "mortise-interop-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
process.chdir(folder);
Object.assign(process.env, {
  MASTRA_TELEMETRY_DISABLED: "1",
  MCP_USE_ANONYMIZED_TELEMETRY: "false",
  OPENAI_AGENTS_DISABLE_TRACING: "1",
});

const { only } = values;
const pairings = [
  ...foreignServerPairings(folder),
  ...httpServerPairings(),
  ...foreignClientPairings(),
  ...proxyPairings(),
  ...signInPairings(folder),
  ...appPairings(folder),
  telemetryPairing,
];
const chosen = pairings.filter(({ name, isShort }) =>
  only === undefined ? isShort || values.all : name.includes(only),
);
for (const packages of new Set(chosen.map((pairing) => pairing.packages ?? peers))) {
  if (packages.has()) continue;
  console.log(`installing ${packages.names.length} packages into ${packages.place}`);
  const failure = packages.install();
  if (failure !== undefined) console.log(`npm ci in ${packages.place} failed: ${failure}`);
}
let passed = 0;
for (const pairing of chosen) if (await runPairing(pairing)) passed += 1;
for (const [name, reason] of NOT_COVERED) console.log(`not covered: ${name} (${reason})`);
const left = pairings.length - chosen.length;
if (left > 0) console.log(`${left} more pairings run with --all`);
console.log(`\n${passed} passed, ${chosen.length - passed} failed`);
process.exit(passed === chosen.length && passed > 0 ? 0 : 1);
