import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hostBackplane, ipcChannel } from "@mortise/node";
import type { Backplane } from "@mortise/server";
import type { TaskOperations } from "../../contract/index.ts";
import type { FromServerProcess, ThrownError, ToServerProcess } from "../message.ts";

/** How a process of the server ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The error that ended it, as far as the process could report it. */
  readonly error: ThrownError | undefined;
  /** The end of what it wrote past the console, such as the report of Node when memory is used up. */
  readonly stderr: string;
}

/** The things that a {@link ServerProcess} is started with. */
export interface ServerProcessOptions {
  /** Absolute; its libraries are loaded ahead. */
  readonly path: string;
  /** The libraries that the user's files import. */
  readonly libraries: Iterable<string>;
  /** Keeps sessions and streams from one process to the next. */
  readonly backplane: Backplane;
  /** Variables beside those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly onMessage: (message: FromServerProcess, from: ServerProcess) => void;
  /** Receives a line that the process wrote past its console. */
  readonly onLine: (line: string) => void;
}

const ENTRY = fileURLToPath(import.meta.resolve("@mortise/inspector/server-process"));
/** Options of this process that would have no meaning in another, or take its port. */
const OWN_OPTION = /^(?:--inspect|-e$|--eval|-p$|--print|--input-type|--test|--watch)/;
/** Options that would have each version listen on the port of a debugger that another one has. */
const DEBUGGER = /--inspect(-brk|-wait)?(?:=\S*)?(?=\s|$)/g;
/** Whether a signal reaches all processes that one has started. */
const HAS_GROUPS = process.platform !== "win32";
/** How long processes that the user's code has started have to end, in milliseconds. */
const OTHERS_LIMIT_MS = 2_000;
/** Where Node keeps compiled modules by itself, so that each new process loads faster. */
const COMPILED = join(tmpdir(), "node-compile-cache");
const GONE = "The process of the server has ended";
/** Characters of the stderr that are kept. */
const MAX_STDERR = 8_192;

/** A process that loads and serves one version of the user's file. */
export class ServerProcess {
  /** The ports and paths that the user's code listens on. */
  readonly listens: Set<string> = new Set();
  /** Settles when the process can load the file, or has ended. */
  readonly waiting: Promise<void>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  readonly #operations = new Map<number, PromiseWithResolvers<unknown>>();
  #operationCount = 0;
  #error: ThrownError | undefined;
  #stderr = "";

  constructor(options: ServerProcessOptions) {
    const { path, libraries, backplane, environment, onMessage, onLine } = options;
    const execArgv = process.execArgv.filter((option) => !OWN_OPTION.test(option));
    this.#child = fork(ENTRY, [path, ...libraries], {
      execArgv: [...execArgv, "--enable-source-maps", "--no-warnings=ExperimentalWarning"],
      env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, ...nodeOptions(), ...environment },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Processes that the user's code starts are in its group, and end with it.
      detached: HAS_GROUPS,
    });
    this.#child.once("exit", () => this.#endOthers());
    const leave = hostBackplane(backplane, ipcChannel(this.#child));
    const waiting = Promise.withResolvers<void>();
    this.waiting = waiting.promise;
    this.#child.on("message", (message: FromServerProcess) => {
      if (message.dev === "waiting") waiting.resolve();
      else if (message.dev === "ending") this.#error = message.error;
      else if (message.dev === "operated") this.#operated(message);
      else if (message.dev === "listens") this.listens.add(message.place);
      else if (message.dev !== undefined) onMessage(message, this);
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) this.#read(stream, onLine);
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        leave();
        waiting.resolve();
        for (const open of this.#operations.values()) open.reject(new Error(GONE));
        resolve({ code, signal, error: this.#error, stderr: this.#stderr });
      };
      // After `close` everything that it wrote has been read.
      this.#child.once("close", end);
      this.#child.once("error", (error) => {
        this.#error = { message: error.message, stack: "" };
        if (this.#child.pid === undefined) end(null, null);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether messages reach the process. */
  get isConnected(): boolean {
    return this.#child.connected;
  }

  /** Sends a message; one to a process that has ended is lost. */
  post(message: ToServerProcess): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Has the process carry a request about tasks out; rejects with its error, and when the process ends before. */
  async operate(name: keyof TaskOperations, input: unknown): Promise<unknown> {
    if (!this.#child.connected) throw new Error(GONE);
    const number = ++this.#operationCount;
    const open = Promise.withResolvers<unknown>();
    this.#operations.set(number, open);
    this.post({ dev: "operate", number, name, input });
    return await open.promise.finally(() => this.#operations.delete(number));
  }

  #operated({ number, value, error }: Extract<FromServerProcess, { dev: "operated" }>): void {
    const open = this.#operations.get(number);
    if (error === undefined) open?.resolve(value);
    else open?.reject(new Error(error.message));
  }

  /** Lets running requests finish, and ends the process after `graceMs` at the latest. */
  async retire(graceMs: number): Promise<void> {
    this.post({ dev: "retire" });
    const timer = setTimeout(() => this.kill(), graceMs);
    await this.ended;
    clearTimeout(timer);
  }

  /** Ends the process at once. */
  kill(): void {
    this.#child.kill("SIGKILL");
    this.#signalGroup("SIGKILL");
  }

  /** Ends the processes that the user's code has started and left. */
  #endOthers(): void {
    if (!this.#signalGroup("SIGTERM")) return;
    setTimeout(() => this.#signalGroup("SIGKILL"), OTHERS_LIMIT_MS).unref();
  }

  /** Returns whether there is a process of the group. */
  #signalGroup(signal: NodeJS.Signals): boolean {
    const { pid } = this.#child;
    if (!HAS_GROUPS || pid === undefined) return false;
    try {
      return process.kill(-pid, signal);
    } catch {
      return false;
    }
  }

  #read(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-MAX_STDERR);
      const lines = (rest + text).split(/\r?\n/);
      rest = (lines.pop() ?? "").slice(-MAX_STDERR);
      for (const line of lines) if (line.trim() !== "") onLine(line);
    });
    stream?.on("end", () => {
      if (rest.trim() !== "") onLine(rest);
    });
  }
}

/** Gives each version a port of its own for its debugger. */
function nodeOptions(): { readonly NODE_OPTIONS?: string } {
  const options = process.env["NODE_OPTIONS"];
  return options === undefined ? {} : { NODE_OPTIONS: options.replace(DEBUGGER, "--inspect$1=0") };
}
