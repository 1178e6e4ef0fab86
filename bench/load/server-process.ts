import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Peer } from "../peer.ts";
import type { ProcessorMessage, ReadyMessage, Setting } from "../server/control.ts";
import { ask, nextMessage } from "./ask.ts";
import type { Connection } from "./connection.ts";
import { drive } from "./drive.ts";
import { HttpConnection } from "./http-connection.ts";
import type { Method } from "./message.ts";
import { createCheck, createHead, createMessageWriter, firstId, handshake } from "./message.ts";
import { StdioConnection } from "./stdio-connection.ts";

/** How many requests are in flight at any time. */
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
  readonly #child: ChildProcess;
  readonly #peer: Peer;
  readonly #setting: Setting;
  #port = 0;
  /** The end of what the server wrote to stderr: banners and warnings, or why it fails. */
  #said = "";
  readonly #checks = new Map<Method, ReturnType<typeof createCheck>>();
  #stdio: StdioConnection | undefined;

  private constructor(child: ChildProcess, peer: Peer, setting: Setting) {
    this.#child = child;
    this.#peer = peer;
    this.#setting = setting;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#said = (this.#said + text).slice(-2000);
    });
  }

  /** Starts a peer's fixture and waits until it says it is ready. */
  static async start(peer: Peer, setting: Setting): Promise<ServerProcess> {
    const args = [fileURLToPath(peer.fixture), setting.transport, String(setting.tools)];
    const child = spawn(process.execPath, args, {
      stdio: ["pipe", "pipe", "pipe", "ipc"],
      env: { ...process.env, NODE_ENV: "production" },
    });
    const server = new ServerProcess(child, peer, setting);
    await server.#explain(async () => {
      server.#port = (await nextMessage<ReadyMessage>(child, 30_000)).port ?? 0;
    });
    if (setting.transport === "stdio") await server.#openStdio();
    else child.stdout?.resume();
    return server;
  }

  /** Sends requests and returns what they cost; any wrong answer rejects. */
  async measure(method: Method, requests: number): Promise<Sample> {
    const connections = this.#connect(method);
    const check = this.#checks.get(method) ?? createCheck(method, this.#setting.tools);
    this.#checks.set(method, check);
    const write = createMessageWriter(method, this.#peer.revision);
    try {
      const serverBefore = await this.#processor();
      const loadBefore = process.cpuUsage();
      const start = process.hrtime.bigint();
      await this.#explain(() => drive({ connections, requests, write, check }));
      const elapsed = Number(process.hrtime.bigint() - start) / 1000;
      const load = process.cpuUsage(loadBefore);
      const server = (await this.#processor()) - serverBefore;
      return { requests, elapsed, server, load: load.user + load.system };
    } finally {
      if (this.#stdio === undefined) for (const connection of connections) connection.close();
    }
  }

  /**
   * Calls the server until its code is compiled, and returns requests a second. Compiled is taken
   * to be so after 20,000 requests, where the slowest peer's cost levels off here; a warm-up takes
   * at least `least` milliseconds and ends after `most` all the same.
   */
  async warm(method: Method, least: number, most: number): Promise<number> {
    const start = performance.now();
    let requests = concurrency;
    for (let done = 0; ; ) {
      const { elapsed } = await this.measure(method, requests);
      const rate = (requests / elapsed) * 1e6;
      const spent = performance.now() - start;
      done += requests;
      if (spent >= most || (spent >= least && done >= 20_000)) return rate;
      requests = Math.max(concurrency, Math.round(rate * 0.2));
    }
  }

  /** Ends the process and waits for it. */
  async stop(): Promise<void> {
    this.#stdio?.close();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }

  /** Adds what the server said to an error. */
  async #explain(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      throw new Error(`${String(cause)}\n${this.#said}`, { cause });
    }
  }

  #connect(method: Method): Connection[] {
    if (this.#stdio) return [this.#stdio];
    const head = createHead(method, this.#peer.revision, this.#port);
    return Array.from({ length: concurrency }, () => new HttpConnection(this.#port, head));
  }

  async #openStdio(): Promise<void> {
    const { stdin, stdout } = this.#child;
    if (!stdin || !stdout) throw new Error("A stdio server was started without pipes.");
    this.#stdio = new StdioConnection(stdin, stdout, concurrency);
    if (this.#peer.revision !== "2025-11-25") return;
    const connections = [this.#stdio];
    const write = (id: number): string => handshake.request.replace(`${firstId - 1}`, `${id}`);
    await drive({ connections, requests: 1, write, check: () => {} });
    this.#stdio.send(handshake.notification);
  }

  async #processor(): Promise<number> {
    return (await ask<ProcessorMessage>(this.#child, {})).processor;
  }
}
