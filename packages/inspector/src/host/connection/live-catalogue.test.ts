import type { Client } from "@mortise/client";
import type { Listening } from "@mortise/node";
import { connect, listen } from "@mortise/node";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { createServer } from "@mortise/server";
import { expect, onTestFinished, test } from "vitest";
import type { Catalogue } from "../../contract/index.ts";
import { LiveCatalogue } from "./live-catalogue.ts";

/** The lists of a real server on a clock that stands still, with the readings of its tools counted. */
async function open(onRead: () => void = () => undefined) {
  const server = createServer({ name: "probe", version: "1.0.0" })
    .tool("a", { description: "A" }, () => "a")
    .use((request, next) => {
      if (request.method === "tools/list") readings += 1;
      return next();
    });
  let readings = 0;
  const listening: Listening = await listen(server, { port: 0, grace: 0 });
  const client: Client = await connect(listening.url);
  onTestFinished(async () => {
    await client.close();
    await listening.close();
  });
  const clock = createFakeClock();
  const warnings: string[] = [];
  const published: Catalogue[] = [];
  let changed = Promise.withResolvers<void>();
  const catalogue = new LiveCatalogue({
    connection: "probe",
    wire: { listen: () => () => false },
    publish: (next) => {
      published.push(next);
      // The report of a server comes when the lists have been read.
      setImmediate(() => {
        onRead();
        changed.resolve();
        changed = Promise.withResolvers();
      });
    },
    onFailure: () => undefined,
    onWarning: (message) => warnings.push(message),
    clock,
  });
  catalogue.use(client);
  const until = async (count: number): Promise<void> => {
    while (published.length < count) await changed.promise;
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { catalogue, clock, warnings, published, until, readings: () => readings };
}

test("a change that is reported after a while is followed at once", async () => {
  const { catalogue, clock, published, until } = await open();
  await catalogue.read();
  for (let count = 2; count <= 6; count += 1) {
    await clock.advance("2s");
    catalogue.follow();
    expect(clock.pending).toEqual([]);
    await until(count);
  }
  expect(published[0]?.tools.items.map(({ name }) => name)).toEqual(["a"]);
});

test("a server that reports a change after each reading is read less and less often", async () => {
  const opened = await open(() => opened.catalogue.follow());
  const { catalogue, clock, warnings, until, readings } = opened;
  await catalogue.read();
  const pauses: number[] = [];
  for (let count = 3; count <= 13; count += 1) {
    await until(count - 1);
    const [pause = 0] = clock.pending;
    pauses.push(pause);
    await clock.advance(pause);
  }
  expect(pauses).toEqual([
    250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
  ]);
  expect(warnings).toHaveLength(1);
  await until(13);
  expect(readings()).toBe(13);
});

test("reports within a pause are one reading, and a demand of a person waits for none", async () => {
  const { catalogue, clock, until, readings } = await open();
  await catalogue.read();
  for (let report = 0; report < 100; report += 1) catalogue.follow();
  await until(2);
  for (let report = 0; report < 100; report += 1) catalogue.follow();
  expect(clock.pending).toEqual([250]);
  await catalogue.read();
  expect(readings()).toBe(3);
  await clock.advance(250);
  await until(4);
  expect(clock.pending).toEqual([]);
});

test("another client begins without a pause, and without one nothing is read", async () => {
  const { catalogue, clock, until } = await open();
  await catalogue.read();
  catalogue.follow();
  await until(2);
  catalogue.follow();
  expect(clock.pending).toEqual([250]);
  catalogue.use(undefined);
  expect(clock.pending).toEqual([]);
  catalogue.follow();
  expect(clock.pending).toEqual([]);
});
