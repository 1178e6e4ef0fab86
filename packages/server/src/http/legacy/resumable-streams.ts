import { closing } from "../../cancellation/stopping.ts";
import type { Cluster } from "../../cluster/cluster.ts";
import type { ServerCore } from "../../core/server-core.ts";
import { LoggedStream } from "./logged-stream.ts";
import { StreamFollower } from "./stream-follower.ts";

/** The content of a stream: the answer to one request, or the messages that the server sends unasked. */
type StreamKind = "request" | "standalone";

/** A place in a stream, as an event id names it. */
export interface StreamPlace {
  readonly kind: StreamKind;
  /** Names the stream in event ids. */
  readonly stream: string;
  /** The instance that writes it. */
  readonly writer: string;
  readonly sequence: number;
}

/** How a stream of a session is opened. */
export interface OpenOptions {
  readonly kind: StreamKind;
  /** Kept with the stream for its followers; the JSON text of the request's id. */
  readonly header: string;
  readonly isPrimed: boolean;
  /** Called once when the client stayed away for too long. */
  readonly onAbandoned: () => void;
  /** Called when another connection reads along in place of the first; with the name of its follower. */
  readonly onFollowed?: (follower: string) => void;
  /** Called once when the stream ends. */
  readonly onEnd?: () => void;
}

/** Times of resumption, in milliseconds. */
export interface ResumeTimes {
  /** How long a stream waits for a client that is away. */
  readonly graceMs: number;
  /** How often the writer of a stream is asked whether it still writes. */
  readonly askEveryMs: number;
}

interface Writer {
  readonly stream: LoggedStream;
  readonly onFollowed: ((follower: string) => void) | undefined;
  /** The follower in place of the connection that the stream began on. */
  follower: { readonly instance: string; readonly id: string } | undefined;
}

/** The streams that an instance writes; a server that is served at two places is one instance. */
const WRITERS = new WeakMap<Cluster, Map<string, Writer>>();

const FOLLOWER = /^[0-9a-f-]{36}$/;
const EVENT_ID = /^([rs])\.([0-9a-f-]{36})\.([0-9a-f-]{36})_(\d{1,15})$/;

/** Reads an event id; `undefined` for one that is not ours. */
export function parseEventId(text: string): StreamPlace | undefined {
  const [, kind, writer, , sequence] = EVENT_ID.exec(text) ?? [];
  if (kind === undefined || writer === undefined || Number(sequence) < 1) return undefined;
  return {
    kind: kind === "r" ? "request" : "standalone",
    stream: text.slice(0, text.lastIndexOf("_")),
    writer,
    sequence: Number(sequence),
  };
}

/** The streams that this instance writes, and those that its clients resume, of whichever instance. */
export class ResumableStreams {
  readonly #core: ServerCore;
  readonly #times: ResumeTimes;
  readonly #writers: Map<string, Writer>;
  readonly #followers = new Map<string, StreamFollower>();
  readonly #stops: (() => void)[];
  #isClosed = false;

  constructor(core: ServerCore, times: ResumeTimes) {
    this.#core = core;
    this.#times = times;
    const { cluster } = core;
    this.#writers = WRITERS.get(cluster) ?? new Map();
    WRITERS.set(cluster, this.#writers);
    this.#stops = [
      cluster.on("stream-follow", ({ from, stream, follower, after }) => {
        if (typeof follower !== "string" || !FOLLOWER.test(follower)) return;
        this.#followed(String(stream), { instance: from, id: follower }, Number(after));
      }),
      cluster.on("stream-wake", ({ follower, isOver }) => {
        const woken = this.#followers.get(String(follower));
        if (isOver === true) woken?.writerIsGone();
        else woken?.wake();
      }),
      cluster.on("stream-refuse", ({ follower }) =>
        this.#followers.get(String(follower))?.refuse(),
      ),
      cluster.on("stream-leave", ({ follower }) => this.#followers.get(String(follower))?.leave()),
      cluster.onMissed(() => {
        for (const follower of this.#followers.values()) follower.wake();
      }),
    ];
  }

  /** No stream is begun or resumed here any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Streams that are being written or followed. */
  get size(): number {
    return this.#writers.size + this.#followers.size;
  }

  /** Begins a stream of a session. */
  open(sessionId: string, options: OpenOptions): LoggedStream {
    const { events } = this.#core.backplane;
    const id = `${options.kind === "request" ? "r" : "s"}.${this.#cluster.id}.${this.#core.random.uuid()}`;
    const key = toKey(sessionId, id);
    const stream = new LoggedStream(id, key, options.header, {
      events,
      clock: this.#core.clock,
      log: this.#core.log,
      outage: this.#cluster.outage,
      graceMs: this.#times.graceMs,
      isPrimed: options.isPrimed,
      onAbandoned: options.onAbandoned,
      onEnd: options.onEnd,
      onOver: () => this.#writers.delete(key),
      onStored: () => this.#wake(writer, { isOver: false }),
      onBroken: () => {
        this.#writers.delete(key);
        this.#wake(writer, { isOver: true });
      },
    });
    const writer: Writer = { stream, onFollowed: options.onFollowed, follower: undefined };
    this.#writers.set(key, writer);
    return stream;
  }

  /** Prepares to send what comes after `place` in a stream of a session. */
  async follow(sessionId: string, place: StreamPlace): Promise<StreamFollower> {
    const id = this.#core.random.uuid();
    const key = toKey(sessionId, place.stream);
    const follower = new StreamFollower(
      {
        id,
        events: this.#core.backplane.events,
        clock: this.#core.clock,
        key,
        stream: place.stream,
        ask: () =>
          void this.#cluster.send(place.writer, "stream-follow", {
            stream: key,
            follower: id,
            after: place.sequence,
          }),
        // No response is pending on a standalone stream, so poll its writer more often and send list_changed for gaps.
        askEveryMs: this.#times.askEveryMs / (place.kind === "standalone" ? 5 : 1),
        onDone: () => this.#followers.delete(id),
      },
      place.sequence,
    );
    await this.#cluster.start();
    if (this.#isClosed) throw closing();
    this.#followers.set(id, follower);
    return follower;
  }

  /** The id of the request that a stream of a session answers, as JSON text. */
  async header(sessionId: string, place: StreamPlace): Promise<string | undefined> {
    const [first] = await this.#core.backplane.events.read(toKey(sessionId, place.stream), 0);
    return first?.sequence === 1 ? first.message : undefined;
  }

  /** Resolves when sent events are stored; stops receiving messages of streams. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const followers = [...this.#followers.values()];
    for (const follower of followers) follower.leave();
    // Followers are answered before connections are closed.
    await Promise.all(followers.map(({ closed }) => closed));
    await Promise.allSettled([...this.#writers.values()].map(({ stream }) => stream.stored));
    for (const stop of this.#stops) stop();
  }

  get #cluster(): Cluster {
    return this.#core.cluster;
  }

  #followed(key: string, follower: NonNullable<Writer["follower"]>, after: number): void {
    const writer = this.#writers.get(key);
    if (!writer) {
      void this.#cluster.send(follower.instance, "stream-wake", {
        follower: follower.id,
        isOver: true,
      });
      return;
    }
    // Reject a position beyond the last event; it must not take over the stream.
    if (!(after <= writer.stream.sequence)) {
      void this.#cluster.send(follower.instance, "stream-refuse", { follower: follower.id });
      return;
    }
    const earlier = writer.follower;
    writer.follower = follower;
    if (earlier && earlier.id !== follower.id) {
      void this.#cluster.send(earlier.instance, "stream-leave", { follower: earlier.id });
    }
    writer.onFollowed?.(follower.id);
    writer.stream.followed();
  }

  #wake({ follower }: Writer, { isOver }: { readonly isOver: boolean }): void {
    if (!follower) return;
    void this.#cluster.send(follower.instance, "stream-wake", { follower: follower.id, isOver });
  }
}

/** A stream is found only under the session that it belongs to. */
function toKey(sessionId: string, stream: string): string {
  return `${sessionId}/${stream}`;
}
