import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { nextTurn } from "../time/fixture/next-turn.ts";
import { readEvents } from "./event-stream.ts";
import type { WebStream } from "./fixture/web-server.ts";
import { openWebStream } from "./fixture/web-server.ts";
import { StandaloneStream } from "./standalone-stream.ts";

type Answer = (headers: Readonly<Record<string, string>>) => Response | Promise<Response>;

/** A standalone stream whose GET requests the test answers, one after the other. */
function open(...answers: Answer[]) {
  const clock = createFakeClock();
  const closing = new AbortController();
  const scene = {
    clock,
    closing,
    asked: [] as Readonly<Record<string, string>>[],
    received: [] as string[],
    warnings: [] as string[],
    isOpened: false,
  };
  const stream = new StandaloneStream({
    clock,
    signal: closing.signal,
    open: async ({ headers }) => {
      scene.asked.push(headers);
      const answer = answers[Math.min(scene.asked.length, answers.length) - 1];
      if (answer === undefined) throw new Error("unreachable");
      return await answer(headers);
    },
    receive: async (body, position) => {
      const options = { position, maxBytes: 1000, signal: closing.signal };
      for await (const { data } of readEvents(body, options)) scene.received.push(data);
    },
    warn: (message) => scene.warnings.push(message),
  });
  void stream.opened.then(() => {
    scene.isOpened = true;
  });
  return { ...scene, stream, scene };
}

const status = (code: number) => (): Response => new Response("", { status: code });

test("the stream is opened and its events are received", async () => {
  const web = openWebStream();
  const { stream, received, asked } = open(() => web.response);
  await stream.opened;
  web.send({ data: "one" });
  await nextTurn();
  expect(received).toEqual(["one"]);
  expect(asked).toEqual([{ accept: "text/event-stream" }]);
});

test("a stream is known by its media type in any case, and with parameters", async () => {
  const web = openWebStream();
  const headers = { "content-type": "Text/Event-Stream;CHARSET=UTF-8" };
  const { stream, received } = open(() => new Response(web.response.body, { headers }));
  await stream.opened;
  web.send({ data: "one" });
  await nextTurn();
  expect(received).toEqual(["one"]);
  expect(stream.refusedWith).toBeUndefined();
});

test("opening keeps the caller waiting for a second at most", async () => {
  const { clock, scene } = open(() => new Promise<Response>(() => undefined));
  await clock.advance(999);
  expect(scene.isOpened).toBe(false);
  await clock.advance(1);
  expect(scene.isOpened).toBe(true);
});

test.each([405, 404, 400, 500, 401])(
  "a first %i means that there is no stream, which a client does without (envoyproxy/envoy#45900)",
  async (code) => {
    const { clock, stream, asked, warnings } = open(status(code));
    await stream.opened;
    await clock.advance(600_000);
    expect(asked).toHaveLength(1);
    expect(warnings).toEqual([]);
  },
);

test("a response that is no event stream means that there is none", async () => {
  const { clock, stream, asked } = open(() => Response.json({}));
  await stream.opened;
  await clock.advance(600_000);
  expect(asked).toHaveLength(1);
});

test("a first 503 is tried again after a pause", async () => {
  const web = openWebStream();
  const { clock, stream, asked } = open(status(503), () => web.response);
  await stream.opened;
  await clock.advance(1000);
  expect(asked).toHaveLength(2);
});

test("a stream that ends is opened again after the pause it asked for, behind the last event", async () => {
  const streams: WebStream[] = [openWebStream(), openWebStream()];
  const next = streams.map(
    ({ response }) =>
      () =>
        response,
  );
  const { clock, stream, asked, received } = open(...next);
  await stream.opened;
  streams[0]?.send({ id: "e7", retry: 250, data: "one" });
  streams[0]?.end();
  await clock.waitFor(250);
  await clock.advance(250);
  streams[1]?.send({ data: "two" });
  await nextTurn();
  expect(asked[1]).toEqual({ accept: "text/event-stream", "last-event-id": "e7" });
  expect(received).toEqual(["one", "two"]);
});

test("a stream that ends without an event is opened after ever longer pauses, up to 30 s", async () => {
  const empty = (): Response => {
    const web = openWebStream();
    web.end();
    return web.response;
  };
  const { clock, stream, asked } = open(empty);
  await stream.opened;
  for (const pause of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
    await clock.waitFor(pause);
    const before = asked.length;
    await clock.advance(pause - 1);
    expect(asked).toHaveLength(before);
    await clock.advance(1);
    expect(asked).toHaveLength(before + 1);
  }
});

test("an event id that the server no longer knows is given up", async () => {
  const web = openWebStream();
  const later = openWebStream();
  const { clock, stream, asked } = open(
    () => web.response,
    status(400),
    () => later.response,
  );
  await stream.opened;
  web.send({ id: "old", data: "x" });
  web.end();
  await clock.waitFor(1000);
  await clock.advance(1000);
  expect(asked[1]).toMatchObject({ "last-event-id": "old" });
  await clock.advance(2000);
  expect(asked[2]).not.toHaveProperty("last-event-id");
});

test("after five failures in a row there is a warning with the reason, and a retry tries again", async () => {
  const web = openWebStream();
  const again = openWebStream();
  const failing = (): never => {
    throw new Error("no route to host");
  };
  const answers = [() => web.response, failing, failing, failing, failing, failing];
  const { clock, stream, asked, warnings, received } = open(...answers, () => again.response);
  await stream.opened;
  web.end();
  await nextTurn();
  await clock.advance(120_000);
  expect(asked).toHaveLength(6);
  expect(warnings).toEqual([
    "Opening the stream of the server's own notifications failed 5 times (no route to host); none of them arrive until the next request, which tries again",
  ]);
  await clock.advance(600_000);
  expect(asked).toHaveLength(6);
  stream.retry();
  await nextTurn();
  await clock.advance(30_000);
  again.send({ data: "back" });
  await nextTurn();
  expect(received).toEqual(["back"]);
});

test("a session that is over ends the stream", async () => {
  const web = openWebStream();
  const { clock, stream, asked, warnings } = open(() => web.response, status(404));
  await stream.opened;
  web.end();
  await nextTurn();
  await clock.advance(600_000);
  expect(asked).toHaveLength(2);
  expect(warnings).toEqual([]);
});

test("closing ends the stream and its pauses", async () => {
  const web = openWebStream();
  const { clock, closing, stream, asked } = open(() => web.response);
  await stream.opened;
  web.end();
  await clock.waitFor(1000);
  closing.abort();
  await clock.advance(600_000);
  expect(asked).toHaveLength(1);
});
