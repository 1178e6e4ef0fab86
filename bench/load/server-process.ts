import type { Setting } from "../server/control.ts";
import type { Connection } from "./connection.ts";
import type { Contender } from "./contender.ts";
import { drive } from "./drive.ts";
import { FixtureProcess } from "./fixture-process.ts";
import { HttpConnection } from "./http-connection.ts";
import { openHttpSession } from "./http-session.ts";
import type { Method } from "./message.ts";
import { createCheck, createHead, createMessageWriter, firstId, handshake } from "./message.ts";
import { StdioConnection } from "./stdio-connection.ts";
import { warmUp } from "./warm-up.ts";

/** The number of requests in flight at any time. */
export const concurrency = 16;

/** One measurement of one server. Times are in microseconds. */
export interface Sample {
  requests: number;
  /** From the first request sent to the last answer checked. */
  elapsed: number;
  /** Processor time the server's process used meanwhile. */
  server: number;
  /** Processor time the load generator used meanwhile; near `elapsed`, it is the bottleneck. */
  load: number;
}

/** A fixture server as a child process, ready to be called over its transport. */
export class ServerProcess {
  readonly #fixture: FixtureProcess;
  readonly #contender: Contender;
  readonly #setting: Setting;
  readonly #checks = new Map<Method, ReturnType<typeof createCheck>>();
  #stdio: StdioConnection | undefined;
  /** One for each connection, for a contender with sessions. */
  #sessionIds: readonly string[] = [];

  private constructor(fixture: FixtureProcess, contender: Contender, setting: Setting) {
    this.#fixture = fixture;
    this.#contender = contender;
    this.#setting = setting;
  }

  /** Starts a contender's fixture and waits until it is ready; `flags` are Node's. */
  static async start(
    contender: Contender,
    setting: Setting,
    flags: readonly string[] = [],
  ): Promise<ServerProcess> {
    const args = [setting.transport, String(setting.tools), ...(contender.args ?? [])];
    const fixture = await FixtureProcess.start(contender.fixture, args, flags);
    const server = new ServerProcess(fixture, contender, setting);
    if (setting.transport === "stdio") await server.#openStdio();
    else await server.#openHttp();
    return server;
  }

  /** The fixture, for questions beside the load. */
  get fixture(): FixtureProcess {
    return this.#fixture;
  }

  /** Sends requests and returns what they cost; any wrong answer rejects. */
  async measure(method: Method, requests: number): Promise<Sample> {
    const connections = this.#connect(method);
    const check = this.#checks.get(method) ?? createCheck(method, this.#setting.tools);
    this.#checks.set(method, check);
    const write = createMessageWriter(method, this.#contender.revision);
    try {
      const serverBefore = await this.#fixture.ask("processor");
      const loadBefore = process.cpuUsage();
      const start = process.hrtime.bigint();
      await this.#fixture.explain(() => drive({ connections, requests, write, check }));
      const elapsed = Number(process.hrtime.bigint() - start) / 1000;
      const load = process.cpuUsage(loadBefore);
      const server = (await this.#fixture.ask("processor")) - serverBefore;
      return { requests, elapsed, server, load: load.user + load.system };
    } finally {
      if (this.#stdio === undefined) for (const connection of connections) connection.close();
    }
  }

  /** Calls the server until its code is compiled, and returns requests a second. */
  warm(method: Method, least: number, most: number): Promise<number> {
    return warmUp((requests) => this.measure(method, requests), concurrency, { least, most });
  }

  /** Ends the process and waits for it; `gently` lets it write its profile first. */
  async stop(gently = false): Promise<void> {
    this.#stdio?.close();
    await (gently ? this.#fixture.end() : this.#fixture.stop());
  }

  #connect(method: Method): Connection[] {
    if (this.#stdio) return [this.#stdio];
    const { port = 0, token } = this.#fixture.ready;
    const { revision } = this.#contender;
    return Array.from({ length: concurrency }, (_, index) => {
      const sessionId = this.#sessionIds[index];
      return new HttpConnection(port, createHead({ method, revision, port, sessionId, token }));
    });
  }

  async #openHttp(): Promise<void> {
    this.#fixture.streams.output.resume();
    if (this.#contender.hasSessions !== true) return;
    const { port = 0 } = this.#fixture.ready;
    this.#sessionIds = await Promise.all(
      Array.from({ length: concurrency }, () => openHttpSession(port)),
    );
  }

  async #openStdio(): Promise<void> {
    const { input, output } = this.#fixture.streams;
    this.#stdio = new StdioConnection(input, output, concurrency);
    if (this.#contender.revision !== "2025-11-25") return;
    const connections = [this.#stdio];
    const write = (id: number): string => handshake.request.replace(`${firstId - 1}`, `${id}`);
    await drive({ connections, requests: 1, write, check: () => {} });
    this.#stdio.send(handshake.notification);
  }
}
