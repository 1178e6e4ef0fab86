import { equal, match } from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { MemoryTokenStore, oauth } from "@mortise/auth";
import { connect } from "@mortise/node";
import { findFreePort } from "../../scripts/workspace/free-port.ts";
import type { Pairing } from "../pairing.ts";
import { driverOf } from "../peers.ts";
import type { Listening } from "../process.ts";
import { startListening } from "../process.ts";
import { inNode } from "../reach.ts";
import { Browser } from "./browser.ts";
import { callThroughGateway } from "./carried-token.ts";
import type { Steps } from "./client/report-steps.ts";
import type { Place } from "./place.ts";
import { FOREIGN_PLACES, OWN_PLACES } from "./place.ts";
import type { Program } from "./program.ts";
import { PROGRAMS, REDIRECT, spoilTokens } from "./program.ts";
import type { Provider } from "./provider.ts";
import { PROVIDERS, readMetadata, registerByHand } from "./provider.ts";
import { ReadingUser } from "./reading-user.ts";

/** A client of others, which calls our server through a login, a renewal and a step-up. */
interface ForeignClient {
  readonly name: string;
  /** Asks for further scopes when a tool needs them. */
  readonly stepsUp: boolean;
  /** See {@link Program.faults}. */
  readonly faults?: Readonly<Record<string, RegExp>>;
  /** `registered` is the answer to a registration by hand; without one the client registers itself. */
  readonly drive: (url: string, registered?: string) => Promise<Steps>;
}

const LIBRARIES: readonly ForeignClient[] = [
  { name: "official SDK v1", stepsUp: true, drive: inProcess("sdk-v1.ts") },
  { name: "official SDK v2", stepsUp: true, drive: inProcess("sdk-v2.ts") },
  { name: "AI SDK", stepsUp: false, drive: inProcess("ai-sdk.ts") },
];

/** Servers of others that ask for a token. */
const SERVERS = [
  {
    name: "FastMCP",
    start: async (issuer: string, port: number): Promise<Listening> => {
      const { jwks_uri: keys } = await readMetadata(issuer);
      const file = driverOf("peers/server/fastmcp-protected.ts");
      return await startListening(inNode(file, [issuer, `${keys}`, `${port}`]), port, "/mcp");
    },
  },
  {
    name: "express-oauth2-jwt-bearer",
    start: (issuer: string, port: number): Promise<Listening> =>
      startListening(
        inNode(driverOf("peers/server/express-jwt.ts"), [issuer, `${port}`]),
        port,
        "/mcp",
      ),
  },
];

/** Sign-ins with clients, servers and authorization servers of others; programs keep their files in `folder`. */
export function signInPairings(folder: string): readonly Pairing[] {
  const programs = PROGRAMS.map((program) => fromProgram(program, folder));
  const signsIn = (client: ForeignClient, place: Place): Pairing => ({
    name: `${client.name} signs in to our server at ${place.name}`,
    isShort: true,
    run: () => runClient(client, place),
  });
  return [
    ...FOREIGN_PLACES.flatMap((place) => LIBRARIES.map((client) => signsIn(client, place))),
    ...[...FOREIGN_PLACES, ...OWN_PLACES].flatMap((place) =>
      programs.map((client) => signsIn(client, place)),
    ),
    ...FOREIGN_PLACES.map((place) => ({
      name: `our client signs in to our server at ${place.name}`,
      isShort: true,
      run: () => runOurs(place),
    })),
    ...PROVIDERS.flatMap((provider) =>
      SERVERS.map(({ name, start }) => ({
        name: `our client signs in to ${name} at ${provider.name}`,
        isShort: true,
        run: () => runForeignServer(provider, start),
      })),
    ),
  ];
}

/** A library, driven in a process of its own. */
function inProcess(driver: string): ForeignClient["drive"] {
  return async (url, registered) => {
    const args = ["--no-warnings", driverOf(`sign-in/client/${driver}`), url];
    if (registered !== undefined) args.push(registered);
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Steps;
  };
}

function fromProgram({ name, faults = {}, start }: Program, parent: string): ForeignClient {
  return {
    name,
    stepsUp: true,
    faults,
    async drive(url, registered) {
      const folder = mkdtempSync(join(parent, "login-"));
      const port = await findFreePort();
      const user = new ReadingUser();
      const { client_id: clientId } = JSON.parse(registered ?? "{}") as { client_id?: string };
      const open = () => user.wait(start({ url, clientId, port, folder, user }));
      const first = await (async () => {
        await using program = await open();
        match(await user.wait(program.list()), /whoami[\s\S]*write/);
        return await user.wait(program.call("whoami"));
      })();
      spoilTokens(folder);
      await using program = await open();
      const renewed = await user.wait(program.call("whoami"));
      const { logins } = user;
      const written = await user.wait(program.call("write"));
      return { first, renewed, logins, isRenewable: true, written, allLogins: user.logins };
    },
  };
}

async function runClient(
  { stepsUp, faults = {}, drive }: ForeignClient,
  place: Place,
): Promise<string> {
  await using server = await place.open();
  const own = await drive(server.url);
  checkSteps(own);
  const full = place.keepsScopes
    ? await drive(server.url, await registerByHand(server.issuer, REDIRECT))
    : own;
  checkSteps(full);
  const fault = faults[place.name];
  match(full.written, fault ?? (stepsUp ? /written/ : /scopes write/));
  const parts = ["registration", "PKCE", "call", own.isRenewable ? "renewal" : "second login"];
  if (!stepsUp || fault) return parts.join(", ");
  const hadEach = /read write/.test(full.first);
  equal(full.allLogins > full.logins, !hadEach);
  return [...parts, hadEach ? "every scope at the first login" : "step-up"].join(", ");
}

function checkSteps({ first, renewed, logins, isRenewable }: Steps): void {
  match(first, /read/);
  match(renewed, /read/);
  equal(logins, isRenewable ? 1 : 2);
}

async function runOurs(place: Place): Promise<string> {
  await using server = await place.open();
  const store = new MemoryTokenStore();
  await signIn(server.url, store, true);
  await callThroughGateway(server.url, store);
  return "registration, PKCE, call, step-up, stored login, token through supergateway";
}

async function runForeignServer(
  provider: Provider,
  start: (issuer: string, port: number) => Promise<Listening>,
): Promise<string> {
  const port = await findFreePort();
  await using as = await provider.start(`http://127.0.0.1:${port}/mcp`);
  await using server = await start(as.url, port);
  await signIn(server.url, new MemoryTokenStore(), false);
  return "registration, PKCE, call, stored login";
}

/** Signs in with our client, and calls with the stored login again. */
async function signIn(url: string, store: MemoryTokenStore, stepsUp: boolean): Promise<void> {
  const browser = new Browser();
  let logins = 0;
  const auth = oauth({
    store,
    userAgent: {
      visit: async () => ({
        redirectUri: REDIRECT,
        authorize: async ({ url: page }) => {
          logins += 1;
          return await browser.signIn(page);
        },
        [Symbol.asyncDispose]: async () => undefined,
      }),
    },
  });
  await using client = await connect(url, { auth });
  match((await client.callTool("whoami")).text, /read/);
  equal(logins, 1);
  if (stepsUp) {
    equal((await client.callTool("write")).text, "written");
    equal(logins, 2);
  }
  // Another program with the same store needs no login.
  await using later = await connect(url, { auth: oauth({ store }) });
  match((await later.callTool("whoami")).text, /read/);
}
