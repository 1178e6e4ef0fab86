import type { Account } from "@mortise/auth";
import type { Client, ConnectOptions } from "@mortise/client";
import { connect } from "@mortise/node";
import type { Duration, Revision } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { canAsk } from "../output/can-ask.ts";
import { ExitCode } from "../output/exit-code.ts";
import { toPrintable } from "../output/printable.ts";
import { CommandAuth } from "../sign-in/command-auth.ts";
import { describeAccount } from "../sign-in/describe-account.ts";
import type { LoginSettings } from "../sign-in/login-settings.ts";
import { DEFAULT_PROFILE } from "../sign-in/login-settings.ts";
import type { CommandTarget, FileTarget, ProgramTarget, UrlTarget } from "./command-target.ts";
import { adviseEnvironment } from "./environment.ts";
import { readInstalledPackage } from "./installed-package.ts";
import { explainStart } from "./start-failure.ts";

/** Settings of the connection of a command. */
export interface ConnectionOptions {
  /** Sent with each request to a URL; they override those of the target. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Variables for a started server; they override those of the target. */
  readonly env?: Readonly<Record<string, string>>;
  /** The working directory of a started server; overrides that of the target. */
  readonly cwd?: string;
  readonly revision?: string;
  readonly timeout?: string;
  /** The account at the server, where the user has several; overrides that of the target. */
  readonly profile?: string;
  /** Shows the stderr of a started server, and warnings. */
  readonly verbose?: boolean;
  /** Receives what a started server writes to stderr, when it is not shown. */
  readonly onStderr?: (text: string) => void;
  /** Receives a way to write bytes to a started server beside the client, for each process. */
  readonly onProcess?: (write: (text: string) => void) => void;
  /** Receives the words of each command that is started, before it is. */
  readonly onCommand?: (words: readonly string[]) => void;
}

/** The handlers, the signal and other settings that a command adds to a connection. */
export interface ConnectionHandlers extends Omit<ConnectOptions, "headers" | "auth"> {
  /** Receives the account that requests act for, once the connection is made. */
  readonly onAccount?: (description: string) => void;
  /** Shows the page where the user signs in. Default: on the terminal, and in the browser. */
  readonly onSignIn?: (url: string) => void;
}

/**
 * Connects to a target of the command line.
 *
 * A started server inherits the few variables that `connect` of `@mortise/node` passes on, and gets
 * those of `env`; the rest of the environment holds secrets that are not its own, such as model keys.
 *
 * @throws the errors of `connect`; for a server that exited, with its name and the end of its stderr.
 */
export async function connectTarget(
  target: CommandTarget,
  options: ConnectionOptions,
  handlers: ConnectionHandlers = {},
): Promise<Client> {
  const { onAccount, onSignIn, ...rest } = handlers;
  const settings = toConnectOptions(options, rest);
  if (target.kind === "url") return connectUrl(target, options, { settings, onAccount, onSignIn });
  if (target.kind === "process") return start(target, options, settings);
  if (target.exportName !== undefined) return startExport(target, options, settings);
  try {
    return await startNode(target.label, [target.path], { options, settings });
  } catch (error) {
    if (!endedWithoutServing(error)) throw error;
    return startExport(target, options, settings);
  }
}

/** Connects to a URL; without credentials in its headers the user signs in when the server asks. */
async function connectUrl(
  target: UrlTarget,
  options: ConnectionOptions,
  { settings, onAccount, onSignIn }: UrlSettings,
): Promise<Client> {
  const headers = { ...target.headers, ...options.headers };
  const withHeaders = Object.keys(headers).length > 0 ? { ...settings, headers } : settings;
  const hasCredentials = Object.keys(headers).some((name) => /^authorization$/i.test(name));
  if (hasCredentials || target.auth === false) return connect(target.url, withHeaders);
  const { profile: configured, ...given } = target.auth ?? {};
  const profile = options.profile ?? configured ?? DEFAULT_PROFILE;
  const auth = new CommandAuth(
    { url: new URL(target.url).href, profile },
    {
      interactive: canAsk() || onSignIn !== undefined,
      onPage: onSignIn,
      tap: settings.tap,
      ...(hasSettings(given) && { given }),
    },
  );
  // Loading it is no part of the time limit of a request.
  await auth.load();
  const client = await connect(target.url, { ...withHeaders, auth });
  const account: Account | undefined = onAccount && (await auth.account());
  if (account !== undefined) onAccount?.(describeAccount(account, profile));
  return client;
}

interface UrlSettings {
  readonly settings: ConnectOptions;
  readonly onAccount: ConnectionHandlers["onAccount"];
  readonly onSignIn: ConnectionHandlers["onSignIn"];
}

function hasSettings(settings: LoginSettings): boolean {
  return Object.keys(settings).length > 0;
}

/** Serves a file that only exports its server, by this command in a process of its own. */
async function startExport(
  { path, exportName, label }: FileTarget,
  options: ConnectionOptions,
  settings: ConnectOptions,
): Promise<Client> {
  const written = exportName === undefined ? path : `${path}:${exportName}`;
  try {
    const { bin } = readInstalledPackage();
    return await startNode(label, [bin, "run", written], { options, settings });
  } catch (error) {
    const isUsage =
      MortiseError.is(error) &&
      error.code === "SERVER_EXITED" &&
      error.data.exitCode === ExitCode.usage;
    if (!isUsage) throw error;
    throw new MortiseError("CONNECTION_FAILED", explainExport(label, exportName, error.data), {
      cause: error,
    });
  }
}

/** Of servers under other names, `mortise run` has said which there are. */
function explainExport(
  label: string,
  exportName: string | undefined,
  { stderr = "" }: { readonly stderr?: string },
): string {
  const [, said] = /under that name; (.*)/.exec(stderr) ?? [];
  if (exportName !== undefined && said !== undefined) {
    return `${label} has no server under that name; ${said}`;
  }
  const [, other] = /has no default export; (name the server it exports: \S+)/.exec(stderr) ?? [];
  if (other !== undefined) return `${label} has no default export; ${other}`;
  return `${label} neither serves nor exports a server; end it with: await serve(server), or: export default server`;
}

/** How a program is started, and how the connection is to be. */
interface StartOptions {
  readonly options: ConnectionOptions;
  readonly settings: ConnectOptions;
}

function startNode(
  label: string,
  args: readonly string[],
  { options, settings }: StartOptions,
): Promise<Client> {
  const { NODE_COMPILE_CACHE: cache } = process.env;
  // The folder of compiled code is no secret, and without it Node compiles everything again.
  const env = cache === undefined ? {} : { NODE_COMPILE_CACHE: cache };
  const program: ProgramTarget = { kind: "process", command: process.execPath, args, env, label };
  return start(program, options, settings);
}

async function start(
  target: ProgramTarget,
  options: ConnectionOptions,
  settings: ConnectOptions,
): Promise<Client> {
  const { command, args, label } = target;
  const { verbose = false, onStderr, onProcess, onCommand } = options;
  onCommand?.([command, ...args]);
  const env = { ...target.env, ...options.env };
  const cwd = options.cwd ?? target.cwd;
  const show = (text: string): void => void process.stderr.write(toPrintable(text));
  const stderr = verbose ? show : (onStderr ?? "capture");
  try {
    return await connect(
      {
        command,
        args,
        env,
        stderr,
        ...(cwd !== undefined && { cwd }),
        ...(onProcess && {
          onStart: ({ write }: { write(text: string): void }) => onProcess(write),
        }),
      },
      settings,
    );
  } catch (error) {
    throw explainStart(label, error, (written) => adviseEnvironment(written, env));
  }
}

function toConnectOptions(
  { revision, timeout, verbose }: ConnectionOptions,
  handlers: Omit<ConnectionHandlers, "onAccount" | "onSignIn">,
): ConnectOptions {
  return {
    restart: false,
    ...handlers,
    ...(revision !== undefined && { revision: revision as Revision }),
    ...(timeout !== undefined && { timeout: timeout as Duration }),
    ...(verbose && {
      onWarning: (message: string) => void process.stderr.write(`${toPrintable(message)}\n`),
    }),
  };
}

function endedWithoutServing(error: unknown): boolean {
  return MortiseError.is(error) && error.code === "SERVER_EXITED" && error.data.exitCode === 0;
}
