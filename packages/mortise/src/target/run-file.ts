import {
  findServerFile,
  importServer as importServerFile,
  readInstanceCount,
  readWorkerCount,
  reserveStdout,
  serve,
} from "@mortise/node";
import { MortiseError } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import { findUserFrame } from "../output/user-frame.ts";

/** Where to listen; over stdio without a port. */
export interface RunFileOptions {
  readonly port?: number | string;
  readonly host?: string;
  /** The number of processes that answer, or `auto`. Default: this one. */
  readonly workers?: string;
  /** The URL of the backplane that several instances share. */
  readonly backplane?: string;
  /** How many instances serve behind one address. */
  readonly instances?: string;
}

/**
 * Serves the server that a file exports, until the process gets a signal.
 *
 * Over stdio, the output of the file goes to standard error, from its import on.
 *
 * @throws MortiseError `INVALID_OPTION` when there is no such file, port or number of workers,
 * `INVALID_DEFINITION` when it exports no server, or what the file throws when it is loaded.
 */
export async function runFile(written: string, options: RunFileOptions): Promise<void> {
  const http = readListenOptions(options);
  const { workers, backplane, instances } = options;
  const giveBack = http === false ? reserveStdout() : () => undefined;
  try {
    await serve(await importServer(written), {
      http,
      ...(workers !== undefined && { workers: readWorkerCount(workers) }),
      ...(backplane !== undefined && { backplane }),
      ...(instances !== undefined && { instances: readInstanceCount(instances) }),
    });
  } catch (error) {
    giveBack();
    throw error;
  }
}

/**
 * Reads where to listen; `false` for stdio.
 *
 * @throws MortiseError `INVALID_OPTION` for what is no port, and for a host without one.
 */
export function readListenOptions({
  port,
  host,
}: RunFileOptions): false | { port: number; host?: string } {
  if (port === undefined) {
    if (host === undefined) return false;
    throw new MortiseError("INVALID_OPTION", "--host is for HTTP; add --http [port]");
  }
  const number = Number(port);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) {
    return { port: number, ...(host !== undefined && { host }) };
  }
  throw new MortiseError("INVALID_OPTION", `${JSON.stringify(port)} is not a port; use 0 to 65535`);
}

/**
 * Imports the server that a file offers, by default or as `file.ts:name`, without serving it.
 *
 * @throws MortiseError `INVALID_OPTION` when there is no such file, `INVALID_DEFINITION` when it
 * exports no server, or what the file throws when it is loaded.
 */
export async function importServer(written: string): Promise<Server<unknown>> {
  const file = findServerFile(written);
  try {
    return (await importServerFile(file, written)).server;
  } catch (error) {
    if (MortiseError.is(error)) throw error;
    const { cause } = error as Error;
    throw new Error(`${written} failed while it was loaded: ${describeCause(cause)}`, { cause });
  }
}

/** Returns the message, with the place in the user's code. */
function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const place = findUserFrame(cause.stack ?? "");
  return place === undefined ? cause.message : `${cause.message} (${place})`;
}
