import { expect, test } from "vitest";
import type { StreamEvent } from "./event-stream.ts";
import { readEvents, startPosition } from "./event-stream.ts";
import { readBody } from "./read-body.ts";

function toBody(...parts: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start: (controller) => {
      for (const part of parts) {
        controller.enqueue(typeof part === "string" ? encoder.encode(part) : part);
      }
      controller.close();
    },
  });
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  { maxBytes = 1000, position = startPosition() } = {},
): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  const { signal } = new AbortController();
  for await (const event of readEvents(body, { position, maxBytes, signal })) events.push(event);
  return events;
}

test("events are read across chunks, with CRLF and comments", async () => {
  const body = toBody(": hi\r\nda", "ta: one\r\n\r", "\nevent: named\ndata: two\ndata: three\n\n");
  expect(await readAll(body)).toEqual([
    { event: undefined, data: "one" },
    { event: "named", data: "two\nthree" },
  ]);
});

test("a character that is split between chunks stays whole", async () => {
  const bytes = new TextEncoder().encode("data: 🎉\n\n");
  expect(await readAll(toBody(bytes.slice(0, 8), bytes.slice(8)))).toEqual([
    { event: undefined, data: "🎉" },
  ]);
});

test("an id and a retry move the position, and an empty id forgets it", async () => {
  const position = startPosition();
  await readAll(toBody("id: 7\nretry: 250\ndata: x\n\n"), { position });
  expect(position).toEqual({ lastEventId: "7", retryMs: 250 });
  await readAll(toBody("id\ndata: x\n\n"), { position });
  expect(position).toEqual({ lastEventId: undefined, retryMs: 250 });
});

test("the events before one that is too long are read, and then the error names the option", async () => {
  const body = toBody(`data: ok\n\ndata: ${"x".repeat(200)}\n\n`);
  const events: string[] = [];
  const reading = (async () => {
    const { signal } = new AbortController();
    const options = { position: startPosition(), maxBytes: 100, signal };
    for await (const { data } of readEvents(body, options)) events.push(data);
  })();
  await expect(reading).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  expect(events).toEqual(["ok"]);
});

test("an event that never ends is refused once it is too long", async () => {
  const body = toBody(...Array<string>(50).fill("data: xxxxxxxxxxxxxxxx\n"));
  await expect(readAll(body, { maxBytes: 100 })).rejects.toThrow("raise maxMessageBytes");
});

test("an event of exactly the limit is read", async () => {
  const [event] = await readAll(toBody(`data: ${"x".repeat(100)}\n\n`), { maxBytes: 120 });
  expect(event?.data).toHaveLength(100);
});

test("an aborted reading ends as if the stream had ended, and cancels it", async () => {
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({ cancel: () => cancelled.resolve() });
  const stop = new AbortController();
  const options = { position: startPosition(), maxBytes: 100, signal: stop.signal };
  const reading = readEvents(body, options).next();
  stop.abort();
  expect(await reading).toEqual({ done: true, value: undefined });
  await cancelled.promise;
});

test("a reader that stops early cancels the stream", async () => {
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
    cancel: () => cancelled.resolve(),
  });
  const { signal } = new AbortController();
  for await (const _ of readEvents(body, { position: startPosition(), maxBytes: 10, signal }))
    break;
  await cancelled.promise;
});

test("a body is read as text up to its limit, and refused beyond", async () => {
  expect(await readBody(new Response("grüß"), 6)).toBe("grüß");
  expect(await readBody(new Response(null), 6)).toBe("");
  await expect(readBody(new Response("1234567"), 6)).rejects.toThrow(
    "The server sent more than 6 bytes in one response; raise maxMessageBytes to accept it",
  );
});

test("a response that reads itself is asked to, with the limit", async () => {
  const limits: number[] = [];
  const readText = async (maxBytes: number): Promise<string | undefined> => {
    limits.push(maxBytes);
    return maxBytes > 10 ? "whole" : undefined;
  };
  const response = Object.assign(new Response("not this"), { readText });
  expect(await readBody(response, 11)).toBe("whole");
  await expect(readBody(response, 10)).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  expect(limits).toEqual([11, 10]);
});

test("a reading that was aborted before it began ends at once, and cancels the stream", async () => {
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({ cancel: () => cancelled.resolve() });
  const options = { position: startPosition(), maxBytes: 100, signal: AbortSignal.abort() };
  const events: StreamEvent[] = [];
  for await (const event of readEvents(body, options)) events.push(event);
  expect(events).toEqual([]);
  await cancelled.promise;
});
