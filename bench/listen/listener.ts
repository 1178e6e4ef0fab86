// A process that opens streams and receives changes. It reads just enough of a stream to count the
// events on it, so that one core can receive as much as another sends.
import type { Socket } from "node:net";
import { connect } from "node:net";
import { acknowledgement, change, createListenRequest } from "./message.ts";

/** A job of the process, which does one at a time. */
export type ListenerJob =
  | { kind: "open"; port: number; count: number }
  /** Expects the next change, the `number`th since the streams were opened. */
  | { kind: "expect"; number: number }
  /** Waits until every stream has received it. */
  | { kind: "await" }
  | { kind: "close" };

/** The moments of reception, in nanoseconds of the machine's clock, as text. */
export interface ReceivedMessage {
  middle: string;
  last: string;
  /** Processor time of this process since it began to wait, in microseconds. */
  processor: number;
}

/** The answer to a job: its result, or the reason of its failure. */
export type ListenerAnswer = { result: ReceivedMessage | undefined } | { failure: string };

interface Stream {
  socket: Socket;
  rest: string;
  received: number;
}

/** Streams that are opened at once; more would overrun the server's backlog. */
const opening = 256;
const readBuffer = Buffer.alloc(1 << 16);
const streams: Stream[] = [];
let times: bigint[] = [];
let expected = 0;
let onAll: () => void = () => {};
let onFailure: (error: Error) => void = () => {};
let processorBefore = process.cpuUsage();

async function open(port: number, count: number): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await openOne(port, next++);
  };
  await Promise.all(Array.from({ length: opening }, lane));
}

function openOne(port: number, id: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (error: Error): void => {
    const about = `${streams.length} streams are open; the next one failed`;
    const advice = /EMFILE/.test(String(error)) ? "; raise ulimit -n" : "";
    const failure = new Error(`${about}: ${error.message}${advice}`);
    reject(failure);
    onFailure(failure);
  };
  const callback = (length: number): boolean => {
    receive(stream, readBuffer.toString("latin1", 0, length), resolve, fail);
    return true;
  };
  const socket = connect({
    host: "127.0.0.1",
    port,
    noDelay: true,
    onread: { buffer: readBuffer, callback },
  });
  const stream: Stream = { socket, rest: "", received: 0 };
  socket.on("error", fail);
  socket.on("end", () => fail(new Error("the server ended a stream")));
  socket.write(createListenRequest(port, id));
  return promise;
}

/** Counts every whole event; an event whose end is missing waits for it. */
function receive(
  stream: Stream,
  text: string,
  onOpen: () => void,
  fail: (error: Error) => void,
): void {
  const events = (stream.rest + text).split("\n\n");
  stream.rest = events.pop() ?? "";
  for (const event of events) {
    if (event.includes(change)) countChange(stream, fail);
    else if (event.includes(acknowledgement)) {
      streams.push(stream);
      onOpen();
    } else if (event.includes('"error"')) fail(new Error(event.slice(0, 600)));
  }
}

function countChange(stream: Stream, fail: (error: Error) => void): void {
  stream.received += 1;
  if (stream.received > expected) fail(new Error("a stream received a change twice, or too early"));
  times.push(process.hrtime.bigint());
  if (times.length === streams.length) onAll();
}

function expectChange(number: number): void {
  times = [];
  expected = number;
  processorBefore = process.cpuUsage();
}

async function awaitAll(): Promise<ReceivedMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  onAll = resolve;
  onFailure = reject;
  if (times.length === streams.length) resolve();
  await promise;
  const { user, system } = process.cpuUsage(processorBefore);
  const [middle = 0n, last = 0n] = [times[times.length >> 1], times.at(-1)];
  return { middle: String(middle), last: String(last), processor: user + system };
}

async function run(job: ListenerJob): Promise<ReceivedMessage | undefined> {
  switch (job.kind) {
    case "open":
      await open(job.port, job.count);
      return undefined;
    case "expect":
      expectChange(job.number);
      return undefined;
    case "await":
      return await awaitAll();
    case "close":
      for (const { socket } of streams.splice(0)) socket.removeAllListeners("end").destroy();
      return undefined;
  }
}

process.on("message", (job: ListenerJob) => {
  run(job).then(
    (result) => process.send?.({ result } satisfies ListenerAnswer),
    (error) => process.send?.({ failure: String(error) } satisfies ListenerAnswer),
  );
});
process.on("disconnect", () => process.exit());
process.send?.({});
