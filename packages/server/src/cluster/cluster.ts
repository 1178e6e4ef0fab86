import type { Backplane, Random } from "@mortise/protocol";
import { MAX_BUS_MESSAGE, MortiseError, ProtocolError } from "@mortise/protocol";
import type { ServerLog } from "../log/mask.ts";
import { Outage } from "./outage.ts";

/** A message between instances; its `kind` decides the other members. */
export interface ClusterMessage {
  readonly kind: string;
  /** The instance that says it. */
  readonly from: string;
  readonly [member: string]: unknown;
}

/** The settings of a cluster besides its backplane. */
export interface ClusterSettings {
  readonly log: ServerLog;
  readonly random: Random;
}

type Receive = (message: ClusterMessage) => void;

const ALL = "instances";
/** How long a message that is too long for the bus waits among the values for its receivers. */
const LONG_MESSAGE_TTL_MS = 60_000;
/** The key of a long message among the values, which the bus carries in its place. */
const LONG_MESSAGE = /^message:[0-9a-f-]{36}$/;
const INSTANCE_ID = /^[0-9a-f-]{36}$/;

/**
 * The other instances of a server, reached over its backplane.
 *
 * Messages may be lost when the bus is interrupted; {@link Cluster.onMissed} reports it afterwards. On a
 * backplane of this process alone the messages stay in the process.
 */
export class Cluster {
  /** Names this instance for as long as it runs. */
  readonly id: string;
  /** Whether the backplane can be reached. */
  readonly outage: Outage;
  readonly #backplane: Backplane;
  readonly #log: ServerLog;
  readonly #random: Random;
  readonly #handlers = new Map<string, Set<Receive>>();
  readonly #missed = new Set<() => void>();
  readonly #stops: (() => Promise<void>)[] = [];
  #starting: Promise<void> | undefined;
  #isStarted = false;
  #isClosed = false;
  #hasWarnedUnknown = false;

  constructor(backplane: Backplane, { log, random }: ClusterSettings) {
    this.#backplane = backplane;
    this.#log = log;
    this.outage = new Outage(log);
    this.id = random.uuid();
    this.#random = random;
  }

  /** Messages reach other processes. */
  get isShared(): boolean {
    return this.#backplane.isShared;
  }

  /** Messages of other instances arrive. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Resolves once messages arrive; rejects when the bus cannot be reached, and may be called again. */
  start(): Promise<void> {
    if (this.#isClosed) return Promise.reject(new MortiseError("CLOSED", "The server is closed"));
    this.#starting ??= this.outage.watch(this.#subscribe()).catch(async (error: unknown) => {
      this.#starting = undefined;
      await this.#unsubscribe();
      throw error;
    });
    return this.#starting;
  }

  /** Calls `receive` for messages of one kind, until the returned function is called. */
  on(kind: string, receive: Receive): () => void {
    const handlers = this.#handlers.get(kind) ?? new Set();
    this.#handlers.set(kind, handlers.add(receive));
    return () => handlers.delete(receive);
  }

  /** Calls `receive` when messages may have been lost, until the returned function is called. */
  onMissed(receive: () => void): () => void {
    this.#missed.add(receive);
    return () => this.#missed.delete(receive);
  }

  /** Sends a message to one instance, perhaps this one; a failure is logged, and resolves with `false`. */
  send(instance: string, kind: string, members: object = {}): Promise<boolean> {
    return this.#publish(`instance:${instance}`, kind, members);
  }

  /**
   * Sends a message to every instance, this one included; a failure is logged, and resolves with `false`.
   *
   * Delivery order is the same on every instance if the bus preserves order.
   */
  broadcast(kind: string, members: object = {}): Promise<boolean> {
    return this.#publish(ALL, kind, members);
  }

  /** Stops sending and receiving. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#starting?.catch(() => undefined);
    await this.#unsubscribe();
  }

  async #unsubscribe(): Promise<void> {
    await Promise.allSettled(this.#stops.splice(0).map((stop) => stop()));
  }

  async #subscribe(): Promise<void> {
    const { bus } = this.#backplane;
    const missed = (): void => {
      for (const receive of [...this.#missed]) receive();
    };
    const receive = (text: string): void => void this.#receive(text);
    this.#stops.push(await bus.subscribe(`instance:${this.id}`, receive, missed));
    this.#stops.push(await bus.subscribe(ALL, receive));
    this.#isStarted = true;
  }

  async #publish(topic: string, kind: string, members: object): Promise<boolean> {
    if (this.#isClosed) return false;
    const { bus, values } = this.#backplane;
    try {
      let text = JSON.stringify({ ...members, kind, from: this.id });
      if (text.length > MAX_BUS_MESSAGE) {
        const key = `message:${this.#random.uuid()}`;
        await values.set(key, text, LONG_MESSAGE_TTL_MS);
        text = key;
      }
      await bus.publish(topic, text);
      this.outage.recovered();
      return true;
    } catch (error) {
      if (!this.#isClosed)
        this.outage.report("A message to other instances could not be sent", error);
      return false;
    }
  }

  async #receive(text: string): Promise<void> {
    try {
      const whole = LONG_MESSAGE.test(text) ? await this.#fetch(text) : text;
      if (whole === undefined || this.#isClosed) return;
      const message: unknown = JSON.parse(whole);
      if (!isClusterMessage(message)) throw new TypeError("The message is not one of an instance");
      for (const receive of [...(this.#handlers.get(message.kind) ?? [])]) receive(message);
    } catch (error) {
      this.#warnUnknown(error);
    }
  }

  #fetch(key: string): Promise<string | undefined> {
    return this.outage.watch(this.#backplane.values.get(key));
  }

  /** Any program that reaches the bus can publish; only its first message is logged, so that it cannot fill the log. */
  #warnUnknown(error: unknown): void {
    if (this.#hasWarnedUnknown || this.#isClosed || ProtocolError.is(error)) return;
    this.#hasWarnedUnknown = true;
    const message =
      "Ignored an unknown message on the backplane bus (logged once). Does another application use the same prefix?";
    this.#log({ level: "warning", message, error });
  }
}

function isClusterMessage(message: unknown): message is ClusterMessage {
  if (typeof message !== "object" || message === null) return false;
  const { kind, from } = message as Partial<ClusterMessage>;
  return typeof kind === "string" && typeof from === "string" && INSTANCE_ID.test(from);
}
