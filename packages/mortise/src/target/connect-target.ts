import type { Client, ConnectOptions } from "@mortise/client";
import { connect } from "@mortise/node";
import type { Duration, Revision } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { ExitCode } from "../output/exit-code.ts";
import { readInstalledPackage } from "./installed-package.ts";
import type { CommandTarget } from "./parse-target.ts";

/** Settings of the connection of a command. */
export interface ConnectionOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly revision?: string;
  readonly timeout?: string;
  /** Shows the stderr of a started server, and warnings. */
  readonly verbose?: boolean;
}

/** The handlers and the signal that a command adds to a connection. */
export type ConnectionHandlers = Pick<ConnectOptions, "signal" | "elicit" | "onLog" | "restart">;

/**
 * Connects to a target of the command line.
 *
 * A started server gets the environment of this process, as a command in a shell does.
 *
 * @throws the errors of `connect`; for a server that exited, with its name and the end of its stderr.
 */
export async function connectTarget(
  target: CommandTarget,
  options: ConnectionOptions,
  handlers: ConnectionHandlers = {},
): Promise<Client> {
  const settings = toConnectOptions(options, handlers);
  if (target.kind === "url") return connect(target.url, settings);
  if (options.headers !== undefined) {
    throw new MortiseError("INVALID_OPTION", "--header is for URLs; a process has no headers");
  }
  if (target.kind === "process") return start(target, options, settings);
  try {
    return await start({ label: target.label, args: [target.path] }, options, settings);
  } catch (error) {
    if (!endedWithoutServing(error)) throw error;
    return startExport(target, options, settings);
  }
}

/** Serves a file that only exports its server, by this command in a process of its own. */
async function startExport(
  { path, label }: { readonly path: string; readonly label: string },
  options: ConnectionOptions,
  settings: ConnectOptions,
): Promise<Client> {
  try {
    const args = [readInstalledPackage().bin, "run", path];
    return await start({ label, args }, options, settings);
  } catch (error) {
    const isUsage =
      MortiseError.is(error) &&
      error.code === "SERVER_EXITED" &&
      error.data.exitCode === ExitCode.usage;
    if (!isUsage) throw error;
    throw new MortiseError(
      "CONNECTION_FAILED",
      `${label} neither serves nor exports a server; end it with: await serve(server), or: export default server`,
      { cause: error },
    );
  }
}

/** A program of Node, and the name of its server in messages. */
interface Program {
  readonly label: string;
  readonly command?: string;
  readonly args: readonly string[];
}

async function start(
  { label, command = process.execPath, args }: Program,
  { verbose = false }: ConnectionOptions,
  settings: ConnectOptions,
): Promise<Client> {
  const show = (text: string): void => void process.stderr.write(text);
  try {
    return await connect(
      { command, args, env: readEnvironment(), stderr: verbose ? show : "capture" },
      settings,
    );
  } catch (error) {
    throw explainExit(label, error);
  }
}

function toConnectOptions(
  { headers, revision, timeout, verbose }: ConnectionOptions,
  handlers: ConnectionHandlers,
): ConnectOptions {
  return {
    restart: false,
    ...handlers,
    ...(headers && { headers }),
    ...(revision !== undefined && { revision: revision as Revision }),
    ...(timeout !== undefined && { timeout: timeout as Duration }),
    ...(verbose && { onWarning: (message: string) => void process.stderr.write(`${message}\n`) }),
  };
}

function readEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, string>;
}

function endedWithoutServing(error: unknown): boolean {
  return MortiseError.is(error) && error.code === "SERVER_EXITED" && error.data.exitCode === 0;
}

function explainExit(label: string, error: unknown): unknown {
  if (!MortiseError.is(error) || error.code !== "SERVER_EXITED") return error;
  const { exitCode, signal } = error.data;
  const how = signal ? `was ended by ${signal}` : `ended with code ${exitCode}`;
  const message = `${label} ${how} before it answered`;
  return new MortiseError("SERVER_EXITED", message, { cause: error, data: error.data });
}
