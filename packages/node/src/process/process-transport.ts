import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type {
  Clock,
  Duration,
  IncomingMessages,
  JsonRpcMessage,
  OptionNames,
  RequestId,
  TapExchange,
  Transport,
  TransportReceiver,
} from "@mortise/protocol";
import {
  checkOptions,
  MortiseError,
  parseDuration,
  readIncoming,
  systemClock,
} from "@mortise/protocol";
import spawn from "cross-spawn";
import { checkTarget, splitAdvice } from "./check-target.ts";
import { nameCommand } from "./command-name.ts";
import { toProcessEnvironment } from "./environment.ts";
import { LineReader } from "./line-reader.ts";
import type { LineTaps } from "./line-tap.ts";
import { tapLines } from "./line-tap.ts";
import { LEADS_TREE, ProcessTree } from "./process-tree.ts";
import { Tail } from "./tail.ts";

/** A server that is started as a process and reached over its standard streams. */
export interface ProcessTarget {
  /** The program: a path, or a name that is looked up in `PATH`. */
  readonly command: string;
  /** The program's arguments, passed without a shell. Default: none. */
  readonly args?: readonly string[];
  /**
   * Variables beside {@link INHERITED_ENVIRONMENT}, the only ones that are inherited; `docker` and `podman` inherit
   * those by which they find their daemon too.
   */
  readonly env?: Readonly<Record<string, string>>;
  /** The working directory of the process. Default: that of this process. */
  readonly cwd?: string;
  /**
   * Where the server's stderr goes: to this process's own (default), nowhere (`capture`), or to a
   * function. Unless it is inherited, its end is part of the error when the server exits.
   */
  readonly stderr?: "inherit" | "capture" | ((text: string) => void);
  /**
   * How long the server, with all that it has started, may take to exit by itself, and then after SIGTERM.
   * Default `"2s"`.
   */
  readonly closeTimeout?: Duration;
  /**
   * Receives each process as it is started, with a way to write bytes that are no message of the client, as
   * an inspector does. Default: none.
   */
  readonly onStart?: (process: {
    /** Writes a text to its standard input as it is; ignored once the process has ended. */
    write(text: string): void;
  }) => void;
}

const OPTIONS: OptionNames<ProcessTarget> = {
  command: true,
  args: true,
  env: true,
  cwd: true,
  stderr: true,
  closeTimeout: true,
  onStart: true,
};

/** Settings of a {@link ProcessTransport} that come from the connection. */
export interface ProcessTransportOptions {
  /** The longest line accepted, in bytes. Default 64 MiB. */
  readonly maxMessageBytes?: number;
  /** Receives problems that fail no request, such as a line that is no message. Default: none. */
  readonly onWarning?: (message: string) => void;
  /** Measures the time that the server has to exit. Default: the platform's clock. */
  readonly clock?: Clock;
  /** Begins the exchange by which a tap sees this process; made by `openTap`. Default: no tap. */
  readonly beginExchange?: () => TapExchange;
}

/** Characters that one turn may gather before they are written. */
const MAX_UNWRITTEN = 65_536;
const DEFAULT_MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const STDERR_TAIL_BYTES = 8192;
/** How long a process that the server left behind may keep the server's streams open. */
const DRAIN_MS = 500;
/** How often to look whether a process that the server left behind has ended. */
const LEFTOVER_MS = 25;
const EXCERPT_LENGTH = 200;

/** The client's end of the stdio transport (2026-07-28, stdio): one process, one connection. */
export class ProcessTransport implements Transport {
  /** `stdio`. */
  readonly kind: string = "stdio";
  readonly #target: ProcessTarget;
  readonly #options: ProcessTransportOptions;
  readonly #closeTimeoutMs: number;
  readonly #clock: Clock;
  readonly #stderr = new Tail(STDERR_TAIL_BYTES);
  readonly #ended = Promise.withResolvers<void>();
  readonly #incoming: IncomingMessages = {
    message: (message) => this.#receiver?.message(message),
    unreadable: (reason, answered, line) => this.#refuse(line, reason, answered),
  };
  /** The lines that this turn has sent so far. */
  #unwritten = "";
  #process: ChildProcess | undefined;
  #tree: ProcessTree | undefined;
  #leftovers: Promise<void> | undefined;
  #tapped: LineTaps | undefined;
  #receiver: TransportReceiver | undefined;
  #failure: Error | undefined;
  #isClosing = false;
  #isOver = false;

  constructor(target: ProcessTarget, options: ProcessTransportOptions = {}) {
    checkTarget(target);
    checkOptions("A server to start", target, OPTIONS);
    this.#target = target;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#closeTimeoutMs = parseDuration(target.closeTimeout ?? "2s", "closeTimeout");
  }

  /** Starts the process; rejects with `CONNECTION_FAILED` when the system cannot. */
  async start(receiver: TransportReceiver): Promise<void> {
    const { command, args = [], env, cwd, stderr = "inherit" } = this.#target;
    this.#receiver = receiver;
    const child = spawn(command, [...args], {
      env: toProcessEnvironment(command, env),
      stdio: ["pipe", "pipe", stderr === "inherit" ? "inherit" : "pipe"],
      windowsHide: true,
      ...LEADS_TREE,
      ...(cwd !== undefined && { cwd }),
    });
    try {
      await once(child, "spawn");
    } catch (cause) {
      this.#isOver = true;
      throw this.#spawnFailure(cause);
    }
    this.#process = child;
    this.#tree = new ProcessTree(child);
    const exchange = this.#options.beginExchange?.();
    this.#tapped = exchange && tapLines(exchange);
    this.#listen(child);
    const { onStart } = this.#target;
    if (onStart === undefined) return;
    attempt(() => onStart({ write: (text) => this.#write(text) })).catch((error: unknown) =>
      this.#warn(`${this.#name}: the function for its start failed: ${String(error)}`),
    );
  }

  /** Writes one line; resolves when the process has room for more. */
  async send(message: JsonRpcMessage): Promise<void> {
    const stdin = this.#process?.stdin;
    if (stdin === null || stdin === undefined || this.#isOver || !stdin.writable) {
      throw this.#failure ?? this.#exitError();
    }
    // Messages of one turn leave in one system call, the most expensive step here.
    if (this.#unwritten === "") queueMicrotask(() => this.#flush());
    this.#unwritten += `${JSON.stringify(message)}\n`;
    if (this.#unwritten.length > MAX_UNWRITTEN) this.#flush();
    if (!stdin.writableNeedDrain) return;
    // A broken pipe is reported twice; the end of the process has the reason.
    const drained = once(stdin, "drain").catch(() => this.#ended.promise);
    await Promise.race([drained, this.#ended.promise]);
    if (this.#isOver) throw this.#failure ?? this.#exitError();
  }

  /**
   * Ends stdin and waits for the process to exit, with all that it has started; SIGTERM and SIGKILL follow
   * if they do not.
   */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#stop();
  }

  #flush(): void {
    const text = this.#unwritten;
    this.#unwritten = "";
    if (text === "") return;
    this.#tapped?.sent.push(text);
    this.#process?.stdin?.write(text);
  }

  #write(text: string): void {
    if (this.#isOver || this.#process?.stdin?.writable !== true) return;
    this.#unwritten += text;
    this.#flush();
  }

  #listen(child: ChildProcess): void {
    const reader = new LineReader(this.#options.maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES);
    child.stdout?.on("data", (chunk: Buffer) => this.#read(reader, chunk));
    // 2026-07-28, stdio, Shutdown: a server may end the connection by closing its output.
    child.stdout?.on("end", () => void this.#stop());
    // A write to a process that has exited fails here; the exit has the reason.
    child.stdin?.on("error", () => undefined);
    child.stderr?.on("data", (chunk: Buffer) => {
      this.#stderr.push(chunk);
      const { stderr } = this.#target;
      if (typeof stderr !== "function") return;
      // It may throw, or be async and reject.
      attempt(() => stderr(chunk.toString("utf8"))).catch((error: unknown) =>
        this.#warn(`${this.#name}: the function for stderr failed: ${String(error)}`),
      );
    });
    child.on("exit", () => {
      this.#clock.schedule(DRAIN_MS, () => this.#over(), { isBackground: true });
    });
    child.on("close", () => this.#over());
    child.on("error", (error) => this.#warn(`${this.#name}: ${error.message}`));
  }

  #read(reader: LineReader, chunk: Buffer): void {
    this.#tapped?.received.push(chunk);
    if (this.#failure !== undefined) return;
    let lines: string[] = [];
    try {
      lines = reader.read(chunk);
    } catch (cause) {
      this.#failure = new MortiseError(
        "INVALID_RESPONSE",
        `${this.#name} sent a message that is too long: ${cause instanceof Error ? cause.message : cause}; raise maxMessageBytes to accept it`,
        { cause },
      );
      void this.#stop();
    }
    for (const line of lines) readIncoming(line, this.#incoming);
  }

  #refuse(line: string, reason: Error, answered: RequestId | undefined): void {
    const excerpt = JSON.stringify(line.slice(0, EXCERPT_LENGTH));
    const what = `${this.#name} wrote to stdout a line that is no message: ${excerpt}`;
    this.#warn(what);
    if (answered === undefined) return;
    const error = new MortiseError("INVALID_RESPONSE", `${what} (${reason.message})`, {
      cause: reason,
    });
    this.#receiver?.unreadable?.(error, answered);
  }

  async #stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined || this.#isOver) return await this.#leftovers;
    this.#flush();
    child.stdin?.end();
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      if (await this.#endsWithin(this.#closeTimeoutMs)) break;
      this.#tree?.signal(signal);
    }
    await this.#ended.promise;
    await this.#leftovers;
  }

  /** Ends what the server has started and left behind. */
  async #endLeftovers(): Promise<void> {
    const tree = this.#tree;
    if (tree?.isAlive) {
      tree.signal("SIGTERM");
      for (let waited = 0; tree.isAlive && waited < this.#closeTimeoutMs; waited += LEFTOVER_MS) {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#clock.schedule(LEFTOVER_MS, resolve);
        await promise;
      }
      if (tree.isAlive) tree.signal("SIGKILL");
    }
    tree?.release();
  }

  async #endsWithin(milliseconds: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cancel = this.#clock.schedule(milliseconds, () => resolve(false));
    void this.#ended.promise.then(() => resolve(true));
    try {
      return await promise;
    } finally {
      cancel();
    }
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#leftovers = this.#endLeftovers();
    this.#process?.stdout?.destroy();
    this.#process?.stderr?.destroy();
    this.#tapped?.sent.end();
    this.#tapped?.received.end();
    this.#ended.resolve();
    this.#receiver?.closed(this.#isClosing ? undefined : (this.#failure ?? this.#exitError()));
  }

  /** Callbacks may be async functions; a warning about a warning has nowhere to go. */
  #warn(message: string): void {
    attempt(() => this.#options.onWarning?.(message)).catch(() => undefined);
  }

  get #name(): string {
    return nameCommand(this.#target.command, this.#target.args ?? []);
  }

  #exitError(): MortiseError {
    const { exitCode = null, signalCode = null } = this.#process ?? {};
    const how = signalCode === null ? `exited with code ${exitCode}` : `was ended by ${signalCode}`;
    const stderr = this.#stderr.toString();
    return new MortiseError(
      "SERVER_EXITED",
      `The server ${this.#name} ${how}${stderr === "" ? "" : `; the end of its stderr:\n${stderr}`}`,
      { data: { exitCode, signal: signalCode, stderr } },
    );
  }

  #spawnFailure(cause: unknown): MortiseError {
    const { command, args = [], cwd } = this.#target;
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    const where = cwd === undefined ? "" : `, and that the directory ${JSON.stringify(cwd)} exists`;
    const split = isMissing ? splitAdvice(command, args) : undefined;
    if (split !== undefined) {
      const [program = ""] = command.trim().split(/\s+/);
      const message = `Could not start ${JSON.stringify(`${program} …`)}: ${split}`;
      return new MortiseError("CONNECTION_FAILED", message, { cause });
    }
    const advice = isMissing
      ? `no such command was found; check its spelling and the PATH, or give its full path${where}`
      : String(cause);
    return new MortiseError(
      "CONNECTION_FAILED",
      `Could not start ${JSON.stringify(command)}: ${advice}`,
      { cause },
    );
  }
}

/** Calls back; an error of the callback becomes a rejection. */
async function attempt(callback: () => unknown): Promise<void> {
  await callback();
}
