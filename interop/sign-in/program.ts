import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text as readText } from "node:stream/consumers";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { textOf } from "../client/seen.ts";
import { peers } from "../peers.ts";
import type { ReadingUser } from "./reading-user.ts";

/** A program of others that signs a user in with a page, and keeps the login in files. */
export interface Program {
  readonly name: string;
  /** The error of its own with which a step-up ends, by the name of the authorization server. */
  readonly faults?: Readonly<Record<string, RegExp>>;
  readonly start: (options: ProgramOptions) => Promise<RunningProgram>;
}

interface ProgramOptions {
  /** The URL of the server. */
  readonly url: string;
  /** The id of a client that is registered already; without one the program registers itself. */
  readonly clientId: string | undefined;
  /** The port for the callback, the same each time: another one means another registration. */
  readonly port: number;
  /** The folder of its files. */
  readonly folder: string;
  readonly user: ReadingUser;
}

interface RunningProgram extends AsyncDisposable {
  /** Returns the tools as text. */
  list(): Promise<string>;
  /** Returns the answer of a tool, or the error, as text. */
  call(tool: string): Promise<string>;
}

/** The redirect URI of a client that is registered by hand; its port may differ (RFC 8252, 7.3). */
export const REDIRECT = "http://127.0.0.1:33418/callback";
const LIMIT_MS = 300_000;
const INSPECTOR = peers.path("@modelcontextprotocol/inspector/clients/launcher/build/index.js");

export const PROGRAMS: readonly Program[] = [
  {
    name: "mcp-remote",
    async start({ url, clientId, port, folder, user }) {
      const args = [peers.path("mcp-remote/dist/proxy.js"), url, `${port}`];
      args.push("--allow-http", "--host", "127.0.0.1", "--callback-path", "/callback");
      args.push("--auth-timeout", `${LIMIT_MS / 1000}`);
      if (clientId !== undefined) {
        args.push("--static-oauth-client-info", JSON.stringify({ client_id: clientId }));
      }
      const env = { ...withoutBrowser(folder), MCP_REMOTE_CONFIG_DIR: folder };
      const command = process.execPath;
      const transport = new StdioClientTransport({ command, args, env, stderr: "pipe" });
      if (transport.stderr) user.watch(transport.stderr as Readable);
      const client = new Client({ name: "official", version: "1.0.0" });
      const options = { timeout: LIMIT_MS };
      await client.connect(transport, options);
      return {
        list: () => textOf(client.listTools({}, options)),
        call: (name) => textOf(client.callTool({ name }, options)),
        [Symbol.asyncDispose]: () => client.close(),
      };
    },
  },
  {
    name: "the official inspector",
    // It finds the refreshed tokens where it expects a login: see not-covered.ts.
    faults: { "better-auth": /auth\(\) returned AUTHORIZED without authorization code/ },
    async start({ url, clientId, port, folder, user }) {
      const callback = `http://127.0.0.1:${port}/callback`;
      const shared = ["--server-url", url, "--transport", "http", "--format", "json"];
      shared.push("--callback-url", callback, "--connect-timeout", `${LIMIT_MS}`);
      if (clientId !== undefined) shared.push("--client-id", clientId);
      // It is a command for one request.
      const ask = async (...request: readonly string[]): Promise<string> => {
        const child = spawn(process.execPath, [INSPECTOR, "--cli", ...shared, ...request], {
          env: {
            ...withoutBrowser(folder),
            MCP_STORAGE_DIR: folder,
            MCP_INSPECTOR_SECRET_STORE: "file",
            // Without a terminal it signs in only if it may open a browser.
            MCP_AUTO_OPEN_ENABLED: "true",
          },
        });
        // It asks before it goes for further scopes.
        child.stdin.write("y\n");
        user.watch(child.stderr);
        const [output, failure] = await Promise.all([
          readText(child.stdout),
          readText(child.stderr),
          once(child, "close"),
        ]);
        return output === "" ? failure : output;
      };
      return {
        list: () => ask("--method", "tools/list"),
        call: (tool) => ask("--method", "tools/call", "--tool-name", tool),
        [Symbol.asyncDispose]: async () => undefined,
      };
    },
  },
];

/** Replaces the access tokens in the files of a program by one that no server takes. */
export function spoilTokens(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, name);
    if (!statSync(file).isFile()) continue;
    const text = readFileSync(file, "utf8");
    // The quotes are escaped where a file holds JSON in a text.
    writeFileSync(file, text.replace(/(access_token\\?"\s*:\s*\\?")[^"\\]+/g, "$1spoilt"));
  }
}

/** The environment of a program that finds no browser, so that its user has to read. */
function withoutBrowser(folder: string): Record<string, string> {
  return { PATH: "", HOME: folder, BROWSER: "true" };
}
