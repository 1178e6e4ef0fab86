import { fileURLToPath } from "node:url";
import type { Client, ConnectOptions } from "@mortise/client";
import { connect, listen } from "@mortise/node";
import { MortiseError } from "@mortise/protocol";
import type { HttpOptions, Server } from "@mortise/server";
import { createFetchHandler } from "@mortise/server";
import { importServer } from "../target/run-file.ts";
import { fetchInProcess } from "./fetch-in-process.ts";
import type { WireTransport } from "./wire.ts";

/** Settings of a client that a test opens. */
export interface OpenClientOptions extends ConnectOptions {
  /** Default `memory` for a server object, `stdio` for a file. */
  readonly transport?: WireTransport;
  /** How the server is served over `http` and `fetch`, such as its limits. */
  readonly http?: HttpOptions;
}

/**
 * Opens a client to a server over a given transport and revision; closing it ends all that was opened.
 *
 * A server is an object, or the file that serves and exports it: a path (with `:name` for an export
 * other than the default) or a `file:` URL. Each of {@link WIRES} is a set of options too. Over
 * `http` a free port of this machine is taken; over `stdio` the file is run by this version of Node.
 *
 * @throws MortiseError `INVALID_OPTION` for a server object over `stdio`, otherwise what `connect` throws.
 */
export function openClient<S extends Server<unknown>>(
  server: S,
  options?: OpenClientOptions,
): Promise<Client<S>>;
export function openClient<S = unknown>(
  server: string | URL,
  options?: OpenClientOptions,
): Promise<Client<S>>;
export async function openClient(
  server: Server<unknown> | string | URL,
  { transport, http = {}, ...options }: OpenClientOptions = {},
): Promise<Client> {
  const isFile = typeof server === "string" || server instanceof URL;
  const file = isFile ? toPath(server) : undefined;
  const way = transport ?? (file === undefined ? "memory" : "stdio");
  if (way === "stdio") return await connect(toProcess(file), options);
  const core = isFile ? await importServer(toPath(server)) : server;
  if (way === "memory") return await connect<unknown>(core, options);
  if (way === "http") {
    const listening = await listen(core, { ...http, port: 0 });
    return await openWith(listening.url, options, () => listening.close());
  }
  const handler = createFetchHandler(core, http);
  const fetch = fetchInProcess(handler);
  return await openWith(nextAddress(), { ...options, fetch }, () => handler.close());
}

async function openWith(
  url: string,
  options: ConnectOptions,
  closeServer: () => Promise<void>,
): Promise<Client> {
  try {
    return closeAlong(await connect<unknown>(url, options), closeServer);
  } catch (error) {
    await closeServer();
    throw error;
  }
}

/** The same client, whose closing also closes what it talks to. */
function closeAlong(client: Client, closeServer: () => Promise<void>): Client {
  const close = async (): Promise<void> => {
    await client.close();
    await closeServer();
  };
  return new Proxy(client, {
    get(target, name) {
      if (name === "close" || name === Symbol.asyncDispose) return close;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

let addresses = 0;

// Clients remember the revision of an address in this process, so that every server has its own.
function nextAddress(): string {
  addresses += 1;
  return `http://localhost/in-process/${addresses}`;
}

function toPath(file: string | URL): string {
  return file instanceof URL ? fileURLToPath(file) : file;
}

function toProcess(file: string | undefined): { command: string; args: string[] } {
  if (file !== undefined) return { command: process.execPath, args: [file] };
  throw new MortiseError(
    "INVALID_OPTION",
    "A server object cannot be started as a process; give the file that serves it, such as new URL('./server.ts', import.meta.url)",
  );
}
