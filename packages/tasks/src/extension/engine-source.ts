import { existsSync } from "node:fs";
import type { TaskEngine, TaskOperator } from "@mortise/protocol";
import { MortiseError, pause, readEnvironment, systemRandom } from "@mortise/protocol";
import type { ExtensionHost } from "@mortise/server";
import { checkDatabaseUrl, openDatabase, schemeOf, sqlitePath } from "@mortise/storage";
import { openSqlTaskOperator } from "../operator/sql-task-operator.ts";
import { readPayloadLimits } from "../payload/payload-limits.ts";
import type { TaskEncryption } from "../payload/task-sealer.ts";
import { readTaskKeys, TaskSealer } from "../payload/task-sealer.ts";
import type { SqlTaskEngineOptions } from "../sql-engine/sql-task-engine.ts";
import { openSqlTaskEngine } from "../sql-engine/sql-task-engine.ts";
import type { OwnersEngine } from "./available-engine.ts";
import { availableEngine, notAvailable } from "./available-engine.ts";
import type { DefaultFile } from "./default-database.ts";
import { findDefaultFile, makeDefaultFolder, thisPlace } from "./default-database.ts";
import { rarely } from "./rare-reports.ts";
import { ToolWorker } from "./tool-worker.ts";

/** Settings of `tasks()`. */
export interface TasksOptions
  extends Omit<SqlTaskEngineOptions, "clock" | "random" | "onError" | "encryption" | "telemetry"> {
  /**
   * The database: `sqlite:` and a path, or `postgres://…` for servers on several machines.
   * Default `sqlite:.mortise/tasks.db` in the working directory; where a host started the server in a folder
   * that is no project's, a file with the server's name in the state folder of the user.
   */
  readonly database?: string | undefined;
  /** An engine in place of the database; it is closed with the server. */
  readonly engine?: TaskEngine;
  /**
   * Encrypts what callers and handlers write into tasks. Default: by the keys in the environment variable
   * `MORTISE_TASK_KEYS`, separated by commas; without it, nothing is encrypted.
   */
  readonly encryption?: TaskEncryption;
}

interface Opened {
  readonly engine: OwnersEngine;
  readonly openOperator: () => Promise<TaskOperator>;
  readonly close: () => Promise<void>;
}

/** The pauses between attempts to open the database of a server that is served, in milliseconds. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

/**
 * Opens the engine of a server once, when it is first needed, and again after a failure.
 *
 * A server that is listed or imported only opens nothing, so that no file is made for it.
 */
export class EngineSource {
  readonly #options: TasksOptions;
  readonly #url: string | undefined;
  readonly #closing = new AbortController();
  #host: ExtensionHost | undefined;
  #opening: Promise<Opened> | undefined;
  #operator: Promise<TaskOperator> | undefined;
  #isReported = false;
  #isTrying = false;

  constructor(options: TasksOptions) {
    const encryption = options.encryption ?? readTaskKeys(readEnvironment());
    this.#options = { ...options, ...(encryption && { encryption }) };
    // Wrong values are refused here, and not when the server is served.
    readPayloadLimits(options);
    new TaskSealer(encryption, systemRandom);
    this.#url = options.database;
    if (this.#url !== undefined) checkDatabaseUrl(this.#url);
  }

  /** The server; `undefined` until it took the extension. */
  get host(): ExtensionHost | undefined {
    return this.#host;
  }

  /** Takes the server; the returned function hands tasks back and closes the database. */
  install(host: ExtensionHost): () => Promise<void> {
    if (this.#host) {
      throw new MortiseError(
        "INVALID_DEFINITION",
        "tasks() serves one server; call it again for another one",
      );
    }
    this.#host = host;
    return async () => {
      this.#closing.abort();
      const opened = await this.#opening?.catch(() => undefined);
      const operator = await this.#operator?.catch(() => undefined);
      await operator?.close();
      await opened?.close();
    };
  }

  /**
   * Resolves with the engine.
   *
   * Rejects with a ProtocolError while the database cannot be opened, and so do calls of the engine while it
   * cannot be used; the reason is in the server's log.
   */
  async engine(): Promise<OwnersEngine> {
    try {
      return (await this.#open()).engine;
    } catch (error) {
      throw notAvailable("open", error);
    }
  }

  /**
   * Resolves with the tasks of all owners, on the connection of the engine.
   *
   * Rejects while the database cannot be opened, and with MortiseError `INVALID_OPTION` for an engine that shows no tasks.
   */
  operator(): Promise<TaskOperator> {
    this.#operator ??= this.#open()
      .then(({ openOperator }) => openOperator())
      .catch((error: unknown) => {
        this.#operator = undefined;
        throw error;
      });
    return this.#operator;
  }

  /**
   * Lets tasks of an earlier run go on, now that the server is served.
   *
   * A stdio server may have been started to be listed only, so that a file is not made for it, and one
   * in this process waits for its first task.
   */
  served(transport: string): void {
    if (transport === "memory" || this.#isTrying) return;
    if (transport === "stdio" && this.#isFileMissing()) return;
    this.#isTrying = true;
    void this.#openAtLast();
  }

  async #openAtLast(): Promise<void> {
    const { clock } = this.#host as ExtensionHost;
    const { signal } = this.#closing;
    for (let pauseMs = FIRST_PAUSE; !signal.aborted; pauseMs *= 2) {
      try {
        await this.#open();
        return;
      } catch {
        // It is in the log.
      }
      if (!(await pause(Math.min(pauseMs, LONGEST_PAUSE), { clock, signal }))) return;
    }
  }

  #isFileMissing(): boolean {
    if (this.#options.engine) return false;
    const { url } = this.#findPlace();
    return schemeOf(url) === "sqlite:" && !existsSync(sqlitePath(url));
  }

  #findPlace(): DatabasePlace {
    if (this.#url !== undefined) return { url: this.#url };
    const { name } = (this.#host as ExtensionHost).info;
    const found = findDefaultFile(name, thisPlace());
    return { url: `sqlite:${found.file}`, found };
  }

  #open(): Promise<Opened> {
    this.#closing.signal.throwIfAborted();
    // Each request comes here: the disk is asked for the place of the database only to open it.
    this.#opening ??= this.#openAt(this.#findPlace());
    return this.#opening;
  }

  async #openAt(place: DatabasePlace): Promise<Opened> {
    try {
      const opened = await openEngine(place, this.#options, this.#host as ExtensionHost);
      this.#isReported = false;
      return opened;
    } catch (error) {
      this.#opening = undefined;
      this.#report(place, error);
      throw error;
    }
  }

  /** Logs the first failure of a row of them. */
  #report({ url }: DatabasePlace, error: unknown): void {
    if (this.#isReported) return;
    this.#isReported = true;
    const message = `Tasks cannot open their database (${describe(url)}); calls of tools with task fail until it can be opened`;
    this.#host?.log({ level: "error", message, error });
  }
}

/** A database, and its file where the server named none. */
interface DatabasePlace {
  readonly url: string;
  readonly found?: DefaultFile;
}

async function openEngine(
  { url, found }: DatabasePlace,
  { database: _, engine: given, ...settings }: TasksOptions,
  host: ExtensionHost,
): Promise<Opened> {
  const { clock, random, log, telemetry } = host;
  const onError = rarely(clock, (error) =>
    log({ level: "error", message: "Tasks cannot use their database", error }),
  );
  if (given) {
    await given.work(new ToolWorker(host));
    return {
      engine: availableEngine(given, onError),
      openOperator: () => given.operator?.() ?? Promise.reject(noOperator()),
      close: () => given.close(),
    };
  }
  if (found) {
    await makeDefaultFolder(found.file);
    if (found.isOfUser) log({ level: "info", message: `Tasks are kept in ${found.file}` });
  }
  const database = await openDatabase(url, { clock, random, onError });
  try {
    const engine = await openSqlTaskEngine(database, {
      ...settings,
      clock,
      random,
      telemetry,
      onError,
    });
    await engine.work(new ToolWorker(host));
    const close = async (): Promise<void> => {
      await engine.close();
      await database.close();
    };
    const { namespace, encryption } = settings;
    const openOperator = (): Promise<TaskOperator> =>
      openSqlTaskOperator(database, {
        random,
        ...(namespace !== undefined && { namespace }),
        ...(encryption && { encryption }),
      });
    return { engine: availableEngine(engine, onError), openOperator, close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function noOperator(): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    "The engine that was given to tasks() has no operator, so that its tasks can be seen by their owners alone; see the program that runs them",
  );
}

/** Names a database without the password that a URL may have. */
function describe(url: string): string {
  if (schemeOf(url) === "sqlite:") return url;
  return URL.canParse(url) ? new URL(url).host : schemeOf(url);
}
