import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ServerFile } from "@mortise/node";
import { RestartPolicy } from "@mortise/node";
import type { Backplane } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import type { Contract } from "@mortise/testing";
import type { BuildState, TaskOperations } from "../../contract/index.ts";
import { describeFailure } from "../failure/describe-failure.ts";
import { findLibraries } from "../library.ts";
import type { FromServerProcess, ReadyServer, Route, ThrownError } from "../message.ts";
import type { Upstream } from "../proxy/pass-through.ts";
import { SourceWatch } from "../watch/source-watch.ts";
import { describeEnd } from "./describe-end.ts";
import { ServerProcess } from "./server-process.ts";

/** How {@link Versions} load and report. */
export interface VersionsOptions {
  readonly file: ServerFile;
  /** The file as the user named it. */
  readonly written: string;
  /** Paths are shown from here. */
  readonly folder: string;
  readonly backplane: Backplane;
  readonly environment: Readonly<Record<string, string>>;
  /** How long a file may take to load, in milliseconds. Default 20,000. */
  readonly loadLimitMs?: number;
  readonly onBuild: (build: BuildState) => void;
  /** Called when a version serves, before its lists are compared, with its identity. */
  readonly onReady: (identity: string) => void;
  /**
   * Called when a version serves and its lists were read, as far as they can be; returns the lists that
   * clients must read again.
   */
  readonly onServed: (served: ServedVersion) => Promise<readonly ListName[]>;
  /** Receives what code of the server wrote, threw and measured. */
  readonly onActivity: (message: Activity) => void;
  readonly onPolling: (reason: string) => void;
}

/** A version that serves. */
export interface ServedVersion {
  readonly version: number;
  /** From the change of a file until it served, in milliseconds. */
  readonly ms: number;
  readonly contract: Contract | undefined;
}

/** A list that clients keep. */
export type ListName = "tools" | "prompts" | "resources";
/** Output, exceptions and times of the user's code. */
export type Activity = Extract<FromServerProcess, { dev: "log" | "spans" }>;

/** A version that is served. */
interface Serving {
  readonly process: ServerProcess;
  readonly upstream: Upstream;
  readonly ready: ReadyServer;
  readonly version: number;
  readonly ms: number;
  readonly since: number;
}

/** A version that is being loaded. */
interface Loading {
  readonly process: ServerProcess;
  readonly token: string;
  /** When the change was seen, in milliseconds since 1970. */
  readonly since: number;
  readonly modules: Set<string>;
  readonly outcome: PromiseWithResolvers<Outcome>;
  /** Whether the process loads the file. */
  isSent: boolean;
}

type Outcome = { readonly ready: ReadyServer } | { readonly error: ThrownError } | "replaced";

const LOAD_LIMIT_MS = 20_000;
/** The page and clients read the lists first, which a process that starts would slow down. */
const SPARE_PAUSE_MS = 150;
/** After the first version a browser loads the page, which takes all of a small machine. */
const FIRST_SPARE_PAUSE_MS = 1_500;
/** The grace that a server gives running requests is 10 s. */
const RETIRE_LIMIT_MS = 12_000;
/** How long the last version goes on after the next one, whose lists cannot be read. */
const CONTRACT_LIMIT_MS = 2_000;
/** How long Ctrl+C waits for running requests. */
const CLOSE_LIMIT_MS = 2_000;

/**
 * The versions of the user's file, one after the other: each in a process of its own, which takes over when
 * it has loaded. The last good one serves while a newer one does not load.
 */
export class Versions {
  readonly #options: VersionsOptions;
  readonly #watch: SourceWatch;
  readonly #policy = new RestartPolicy(1, systemClock);
  readonly #processes = new Set<ServerProcess>();
  readonly #libraries: Set<string>;
  readonly #waiting = new Set<PromiseWithResolvers<Upstream>>();
  #spare: ServerProcess | undefined;
  #loading: Loading | undefined;
  #serving: Serving | undefined;
  /** The version before, until the changes of its lists are on their way to its clients. */
  #leaving: { readonly of: Serving; readonly retire: () => void } | undefined;
  #build: BuildState;
  #version = 0;
  #restart: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: VersionsOptions) {
    this.#options = options;
    this.#libraries = new Set(findLibraries(readFileSync(options.file.path, "utf8")));
    this.#build = { status: "building", at: Date.now(), version: 0 };
    this.#watch = new SourceWatch({
      onChange: (_paths, since) => void this.#load(since),
      onPolling: options.onPolling,
    });
  }

  /** The state of the newest version. */
  get build(): BuildState {
    return this.#build;
  }

  /** The paths beside the endpoint that the served version answers. */
  get routes(): readonly Route[] {
    return this.#serving?.ready.routes ?? [];
  }

  /** The process that serves, and those that are about to or no longer do. */
  get pids(): { readonly serving: number | undefined; readonly all: readonly number[] } {
    const all = [...this.#processes].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
    return { serving: this.#serving?.process.pid, all };
  }

  /** Loads the first version; resolves when it serves or has failed. */
  start(): Promise<void> {
    this.#watch.addPresent(this.#options.file.path);
    return this.#load(Date.now());
  }

  /** Returns the place of the served version, once there is one; rejects with why there is none. */
  findUpstream(): Promise<Upstream> {
    if (this.#serving) return Promise.resolve(this.#serving.upstream);
    const isComing = this.#loading !== undefined || this.#restart !== undefined;
    if (!isComing) return Promise.reject(this.#noVersion());
    const waiting = Promise.withResolvers<Upstream>();
    this.#waiting.add(waiting);
    return waiting.promise;
  }

  /** Has the process that serves carry a request about tasks out; rejects with why there is none. */
  async operateTasks(name: keyof TaskOperations, input: unknown): Promise<unknown> {
    if (this.#serving === undefined) throw this.#noVersion();
    return await this.#serving.process.operate(name, input);
  }

  /** Ends every process, the serving one when its requests are answered. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#restart);
    this.#watch.close();
    this.#loading?.outcome.resolve("replaced");
    this.#release();
    const serving = this.#serving?.process;
    const ends = [...this.#processes].map((process) => {
      if (process === serving) return process.retire(CLOSE_LIMIT_MS);
      process.kill();
      return process.ended;
    });
    await Promise.all(ends);
  }

  /** Ends every process at once. */
  kill(): void {
    for (const process of this.#processes) process.kill();
  }

  #spawn(): ServerProcess {
    const { file, backplane, environment } = this.#options;
    const process = new ServerProcess({
      path: file.path,
      libraries: this.#libraries,
      backplane,
      environment,
      onMessage: (message, from) => this.#receive(message, from),
      onLine: (text) =>
        this.#options.onActivity({ dev: "log", source: "stderr", level: "info", text }),
    });
    this.#processes.add(process);
    void process.ended.then((end) => {
      this.#processes.delete(process);
      if (process === this.#spare) this.#spare = undefined;
      if (process === this.#loading?.process) {
        this.#loading.outcome.resolve({ error: describeEnd(end) });
      } else if (process === this.#serving?.process && !this.#isClosed) {
        this.#lose(describeEnd(end));
      }
    });
    return process;
  }

  /** Loads the present version of the file, once `after` has settled. */
  async #load(since: number, after?: Promise<void>): Promise<void> {
    if (this.#isClosed) return;
    clearTimeout(this.#restart);
    this.#restart = undefined;
    const process = this.#takeProcess();
    const token = randomBytes(24).toString("base64url");
    const outcome = Promise.withResolvers<Outcome>();
    const modules = new Set<string>();
    const loading: Loading = { process, token, since, modules, outcome, isSent: false };
    this.#loading = loading;
    this.#report({ status: "building" });
    await Promise.all([process.waiting, after]);
    const timer = setTimeout(
      () => outcome.resolve({ error: this.#tooSlow() }),
      this.#options.loadLimitMs ?? LOAD_LIMIT_MS,
    );
    if (this.#loading === loading) {
      const { path, name } = this.#options.file;
      loading.isSent = true;
      process.post({ dev: "load", path, name, written: this.#options.written, token });
    }
    const result = await outcome.promise;
    clearTimeout(timer);
    if (this.#loading === loading) this.#loading = undefined;
    if (result === "replaced" || this.#isClosed) {
      if (loading.isSent || this.#isClosed) process.kill();
    } else if ("error" in result) this.#fail(result.error, process, since);
    else this.#serve(loading, result.ready);
  }

  /** Returns a process that waits for its file: many saves in a row take one. */
  #takeProcess(): ServerProcess {
    const before = this.#loading;
    before?.outcome.resolve("replaced");
    if (before && !before.isSent) return before.process;
    const process = this.#spare ?? this.#spawn();
    this.#spare = undefined;
    return process;
  }

  #serve({ process, token, since, modules }: Loading, ready: ReadyServer): void {
    this.#release();
    const before = this.#serving;
    const version = ++this.#version;
    const upstream = { port: ready.port, token };
    const ms = Date.now() - since;
    this.#serving = { process, upstream, ready, version, ms, since: Date.now() };
    this.#watch.keep(modules);
    this.#report({ status: "ready", ms });
    this.#options.onReady(ready.identity);
    for (const waiting of this.#waiting) waiting.resolve(upstream);
    this.#waiting.clear();
    if (before) {
      const timer = setTimeout(() => this.#release(), CONTRACT_LIMIT_MS);
      const retire = (): void => {
        clearTimeout(timer);
        void before.process.retire(RETIRE_LIMIT_MS);
      };
      this.#leaving = { of: before, retire };
    }
    this.#spareSoon();
  }

  /** Starts a spare process once the first requests to a new version have gone through. */
  #spareSoon(): void {
    const pauseMs = this.#version === 1 ? FIRST_SPARE_PAUSE_MS : SPARE_PAUSE_MS;
    setTimeout(() => {
      if (!this.#isClosed) this.#spare ??= this.#spawn();
    }, pauseMs).unref();
  }

  /** Has the version before finish its requests, and end. */
  #release(): void {
    this.#leaving?.retire();
    this.#leaving = undefined;
  }

  #fail(error: ThrownError, process?: ServerProcess, since = Date.now()): void {
    process?.kill();
    const serving = this.#serving;
    if (serving && error.taken !== undefined && serving.process.listens.has(error.taken)) {
      // The port of the user's code is free once the last version has ended.
      this.#serving = undefined;
      this.#release();
      void this.#load(since, serving.process.retire(CLOSE_LIMIT_MS));
      return;
    }
    this.#report({ status: "failed", error: describeFailure(error, this.#options.folder) });
    const isComing = this.#loading !== undefined || this.#restart !== undefined;
    if (!this.#serving && !isComing) {
      for (const waiting of this.#waiting) waiting.reject(this.#noVersion());
      this.#waiting.clear();
    }
    this.#spareSoon();
  }

  /** Starts the served version again, after a pause that grows; not without end. */
  #lose(error: ThrownError): void {
    this.#serving = undefined;
    this.#release();
    const delay = this.#policy.next();
    if (delay !== undefined) {
      this.#restart = setTimeout(() => void this.#load(Date.now()), delay);
    }
    const given =
      delay === undefined ? "; it ended too often, and starts again with the next save" : "";
    const message = `${error.message}${given}`;
    const { stack } = error;
    this.#options.onActivity({
      dev: "log",
      source: "exception",
      level: "error",
      text: message,
      stack,
    });
    this.#fail({ ...error, message });
  }

  #receive(message: FromServerProcess, from: ServerProcess): void {
    const { onActivity } = this.#options;
    const loading = this.#loading?.process === from ? this.#loading : undefined;
    switch (message.dev) {
      case "log":
      case "spans":
        onActivity(message);
        break;
      case "module":
      case "missing":
        if (loading === undefined && from !== this.#serving?.process) break;
        loading?.modules.add(message.path);
        this.#watch.add(message.path, "digest" in message ? message.digest : undefined);
        break;
      case "library":
        this.#libraries.add(message.name);
        break;
      case "ready":
        loading?.outcome.resolve({ ready: message });
        break;
      case "failed":
        loading?.outcome.resolve(message);
        break;
      case "contract":
        // It may come in one read with `ready`, before the version serves.
        void (loading?.outcome.promise ?? Promise.resolve()).then(() =>
          this.#announce(message.contract, from),
        );
        break;
      case "announced":
        if (from === this.#serving?.process) this.#release();
        break;
      default:
    }
  }

  /** Has the process that serves report the lists that changed to its clients. */
  async #announce(contract: Contract | undefined, from: ServerProcess): Promise<void> {
    if (from !== this.#serving?.process) return;
    const { version, ms } = this.#serving;
    const lists = await this.#options.onServed({ version, ms, contract });
    from.post({ dev: "announce", lists });
  }

  #report(part: Pick<BuildState, "status" | "ms" | "error">): void {
    const servingSince = this.#serving?.since;
    this.#build = {
      at: Date.now(),
      version: this.#version,
      ...(part.status !== "ready" && servingSince !== undefined && { servingSince }),
      ...part,
    };
    this.#options.onBuild(this.#build);
  }

  #tooSlow(): ThrownError {
    const seconds = (this.#options.loadLimitMs ?? LOAD_LIMIT_MS) / 1000;
    const message = `${this.#options.written} did not load within ${seconds} s: it runs an endless loop, or awaits something at its top level that does not come`;
    return { message, stack: "" };
  }

  #noVersion(): Error {
    const { error } = this.#build;
    const place = error?.place && ` (${error.place.file}:${error.place.line})`;
    return new Error(
      `${this.#options.written} did not load${place ?? ""}: ${error?.message ?? "it has ended"}`,
    );
  }
}
