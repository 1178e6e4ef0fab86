// A load generator so light that two cores are enough for two workers and itself: every request
// has the same bytes, many are in flight on each connection, and answers are read by a timer, many
// at once, and counted by their length.
import type { Socket } from "node:net";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { greeting } from "../catalogue.ts";
import { createHead, createMessageWriter, firstId } from "../load/message.ts";
import type { WorkerTool } from "./tool.ts";

/** A job of the process: to call a tool for some milliseconds. */
export interface PipelineJob {
  port: number;
  tool: WorkerTool;
  milliseconds: number;
}

/** The calls of one job. Times are in microseconds. */
export interface PipelineSample {
  answers: number;
  elapsed: number;
  /** Processor time of this process. */
  load: number;
}

/** The answer to a job: the sample, or the reason of its failure. */
export type PipelineAnswer = { result: PipelineSample } | { failure: string };

const connections = 16;
/** Requests in flight on one connection: as many as two workers may answer between two reads. */
const depths: Record<WorkerTool, number> = { greet: 64, compute: 4 };
/** Milliseconds between two reads. */
const interval = 3;
const readBuffer = Buffer.alloc(1 << 18);
const status = "HTTP/1.1 200 ";
const patience = 10_000;

interface Line {
  socket: Socket;
  /** Bytes of an answer whose end has not arrived. */
  pending: number;
  inFlight: number;
}

function createRequest(port: number, tool: WorkerTool): string {
  const head = createHead({ method: "tools/call", revision: "2026-07-28", port }).replace(
    "greet",
    tool,
  );
  const body = createMessageWriter("tools/call", "2026-07-28")(firstId).replace("greet", tool);
  return `${head}${body.length}\r\n\r\n${body}`;
}

/** Sends one request, checks its answer, and returns how many bytes every answer has. */
async function measureAnswer(port: number, request: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  let text = "";
  socket.on("error", reject);
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    const end = text.indexOf("\r\n\r\n");
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
    if (end >= 0 && text.length >= end + 4 + Number(length)) resolve(text);
  });
  socket.write(request);
  const answer = await promise;
  socket.destroy();
  if (!answer.startsWith(status) || !answer.includes(greeting(`guest ${firstId}`))) {
    throw new Error(`Wrong answer: ${answer.slice(0, 600)}`);
  }
  return answer.length;
}

async function run({ port, tool, milliseconds }: PipelineJob): Promise<PipelineSample> {
  const request = createRequest(port, tool);
  const length = await measureAnswer(port, request);
  const depth = depths[tool];
  const batches = Array.from({ length: depth + 1 }, (_, count) =>
    Buffer.from(request.repeat(count)),
  );
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let answers = 0;
  let isOver = false;
  const lines = Array.from({ length: connections }, (): Line => {
    const callback = (size: number): boolean => {
      const count = countAnswers(line, size, length, reject);
      answers += count;
      line.inFlight -= count;
      if (!isOver) fill(line, batches);
      else if (lines.every(({ inFlight }) => inFlight === 0)) resolve();
      // Reading goes on with the next tick.
      return isOver;
    };
    const line: Line = { socket: open(port, callback, reject), pending: 0, inFlight: 0 };
    return line;
  });
  const ticks = setInterval(() => {
    for (const { socket } of lines) socket.resume();
  }, interval);
  const before = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (const line of lines) fill(line, batches);
  const sample = Promise.withResolvers<PipelineSample>();
  setTimeout(() => {
    const elapsed = Number(process.hrtime.bigint() - start) / 1000;
    const { user, system } = process.cpuUsage(before);
    sample.resolve({ answers, elapsed, load: user + system });
    isOver = true;
  }, milliseconds);
  try {
    // Answers in flight are awaited too, so that they cost no other turn.
    await Promise.race([promise, rejectAfter(milliseconds + patience)]);
    return await sample.promise;
  } finally {
    clearInterval(ticks);
    for (const { socket } of lines) socket.removeAllListeners("end").destroy();
  }
}

async function rejectAfter(milliseconds: number): Promise<never> {
  await pause(milliseconds, undefined, { ref: false });
  throw new Error("Not every request was answered.");
}

function open(
  port: number,
  callback: (size: number) => boolean,
  fail: (error: Error) => void,
): Socket {
  const onread = { buffer: readBuffer, callback };
  const socket = connect({ host: "127.0.0.1", port, noDelay: true, onread });
  socket.on("error", fail);
  socket.on("end", () => fail(new Error("The server closed a connection.")));
  return socket;
}

function fill(line: Line, batches: readonly Buffer[]): void {
  const depth = batches.length - 1;
  const batch = batches[depth - line.inFlight];
  if (batch && batch.length > 0) line.socket.write(batch);
  line.inFlight = depth;
}

/** Checks the status at the start of every answer, which the length of the answers before it gives. */
function countAnswers(
  line: Line,
  size: number,
  length: number,
  fail: (error: Error) => void,
): number {
  const first = (length - line.pending) % length;
  for (let at = first; at + status.length <= size; at += length) {
    if (readBuffer.toString("latin1", at, at + status.length) !== status) {
      fail(
        new Error(`Wrong answer: ${readBuffer.toString("latin1", at, Math.min(size, at + 600))}`),
      );
      return 0;
    }
  }
  const bytes = line.pending + size;
  line.pending = bytes % length;
  return Math.floor(bytes / length);
}

process.on("message", (job: PipelineJob) => {
  run(job).then(
    (result) => process.send?.({ result } satisfies PipelineAnswer),
    (error) => process.send?.({ failure: String(error) } satisfies PipelineAnswer),
  );
});
process.on("disconnect", () => process.exit());
process.send?.({});
