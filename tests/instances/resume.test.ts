import type { AuthProvider, JsonObject } from "@mortise/protocol";
import type { RequestContext, Server } from "@mortise/server";
import { createServer } from "@mortise/server";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { LegacyPeer } from "../fixture/client/legacy-peer.ts";
import type { TwoInstances } from "../fixture/instance/two-instances.ts";
import { startTwoInstances } from "../fixture/instance/two-instances.ts";
import { sharedBackplanes } from "../fixture/service/shared-backplanes.ts";

/** The call that is being answered, on whichever instance. */
let call = Promise.withResolvers<RequestContext>();
let finish = Promise.withResolvers<string>();

afterEach(() => {
  call = Promise.withResolvers();
  finish = Promise.withResolvers();
});

/** Takes `Bearer <name>` for the caller of that name. */
const byName: AuthProvider = {
  authenticate: async ({ header }) => ({
    principal: { id: header("authorization") ?? "anonymous" },
  }),
};

function create(auth?: AuthProvider): Server<unknown> {
  return createServer({ name: "s", version: "1", log: () => undefined, ...(auth && { auth }) })
    .tool("work", { description: "Works until the test ends it" }, async (_input, context) => {
      context.progress(1);
      call.resolve(context);
      return await finish.promise;
    })
    .tool("log", { description: "Logs" }, (_input, { log }) => {
      log.debug("for subscribers");
      return "logged";
    })
    .resource("docs://a", {}, () => "a");
}

const progressOf = (message: JsonObject | undefined): unknown =>
  (message?.["params"] as JsonObject | undefined)?.["progress"];
const textOf = (message: JsonObject | undefined): string => JSON.stringify(message?.["result"]);

for (const shared of sharedBackplanes()) {
  describe.skipIf(shared.missing !== undefined)(`two instances that share ${shared.name}`, () => {
    afterAll(() => shared.drop());
    const start = (): Promise<TwoInstances> => startTwoInstances(shared, create);

    test("an answer goes on where the client comes back, however often it is cut off", async () => {
      await using instances = await start();
      const [one, two] = instances.urls;
      const peer = await LegacyPeer.begin(one);
      const begun = await peer.call(one, "work", "r-1");
      expect(await begun.next()).toMatchObject({ id: expect.any(String), message: undefined });
      expect(progressOf(await begun.message())).toBe(1);
      begun.cut();
      const { progress, signal } = await call.promise;
      progress(2);
      const second = await peer.open(two, begun.lastId);
      expect(progressOf(await second.message())).toBe(2);
      progress(3);
      expect(progressOf(await second.message())).toBe(3);
      second.cut();
      progress(4);
      const third = await peer.open(one, second.lastId);
      expect(progressOf(await third.message())).toBe(4);
      finish.resolve("at last");
      expect(await third.rest()).toMatchObject([{ id: "r-1", result: {} }]);
      expect(signal.aborted).toBe(false);
      // Sent events are kept for a while, for a client that lost the very end.
      const again = await peer.open(two, begun.lastId);
      const [, , , last] = await again.rest();
      expect(textOf(last)).toContain("at last");
    });

    test("a stream is resumed in its own session and nowhere else", async () => {
      await using instances = await start();
      const [one, two] = instances.urls;
      const [owner, other] = [await LegacyPeer.begin(one), await LegacyPeer.begin(one)];
      const begun = await owner.call(one, "work");
      await begun.message();
      for (const url of [one, two]) {
        expect((await other.open(url, begun.lastId)).status).toBe(400);
        expect((await owner.open(url, "made-up")).status).toBe(400);
      }
      finish.resolve("done");
      expect(await begun.rest()).toMatchObject([{ id: 1 }]);
    });

    test("a call is cancelled from the instance that does not answer it", async () => {
      await using instances = await start();
      const [one, two] = instances.urls;
      const peer = await LegacyPeer.begin(one);
      const begun = await peer.call(one, "work", 7);
      await begun.message();
      const { signal } = await call.promise;
      const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
      const params = { requestId: 7, reason: "enough" };
      const logged = await peer.post(two, { method: "notifications/cancelled", params });
      expect(logged.status).toBe(202);
      await aborted;
      expect(String(signal.reason)).toContain("enough");
      expect(await begun.rest()).toEqual([]);
    });

    test("a session that is ended at one instance is ended at the other, with what it has under way", async () => {
      await using instances = await start();
      const [one, two] = instances.urls;
      const peer = await LegacyPeer.begin(one);
      const standalone = await peer.open(two);
      const begun = await peer.call(two, "work");
      await begun.message();
      const { signal } = await call.promise;
      const ended = await fetch(one, { method: "DELETE", headers: peer.headers });
      expect(ended.status).toBe(204);
      expect(await standalone.rest()).toEqual([]);
      expect(await begun.rest()).toEqual([]);
      expect(signal.aborted).toBe(true);
      for (const url of [one, two]) expect((await peer.ask(url, "ping"))["status"]).toBe(404);
    });

    test("a setting at one instance counts at the other", async () => {
      await using instances = await start();
      const [one, two] = instances.urls;
      const peer = await LegacyPeer.begin(one);
      await peer.ask(one, "ping");
      await peer.ask(two, "logging/setLevel", { level: "debug" });
      const [logged] = await (await peer.call(one, "log")).rest();
      expect(logged).toMatchObject({ method: "notifications/message" });
    });

    test("changes on either instance reach the standalone stream, which subscriptions at the other extend", async () => {
      await using instances = await start();
      const [one, two] = instances.urls;
      const peer = await LegacyPeer.begin(one);
      const stream = await peer.open(one);
      await peer.ask(two, "resources/subscribe", { uri: "docs://a" });
      instances.servers[1].resourceUpdated("docs://a");
      expect(await stream.message()).toMatchObject({ params: { uri: "docs://a" } });
      instances.servers[1].tool("new", { description: "d" }, () => "");
      expect(await stream.message()).toMatchObject({ method: "notifications/tools/list_changed" });
      await peer.ask(two, "resources/unsubscribe", { uri: "docs://a" });
      instances.servers[0].resourceUpdated("docs://a");
      instances.servers[0].prompt("p", {}, () => "");
      expect(await stream.message()).toMatchObject({
        method: "notifications/prompts/list_changed",
      });
      stream.cut();
    });

    test("a standalone stream that was cut is resumed at the other instance, and nothing is missed", async () => {
      await using instances = await start();
      const [one, two] = instances.urls;
      const peer = await LegacyPeer.begin(one);
      for (const uri of ["docs://1", "docs://2", "docs://3"]) {
        await peer.ask(one, "resources/subscribe", { uri });
      }
      const first = await peer.open(one);
      expect(await first.next()).toMatchObject({ message: undefined });
      first.cut();
      instances.servers[0].resourceUpdated("docs://1");
      const second = await peer.open(two, first.lastId);
      expect(await second.message()).toMatchObject({ params: { uri: "docs://1" } });
      // From here on the stream is the second instance's, under ids of its own.
      await second.primed();
      instances.servers[0].resourceUpdated("docs://2");
      await second.until("docs://2");
      expect(second.lastId?.split("_")[0]).not.toBe(first.lastId?.split("_")[0]);
      second.cut();
      const third = await peer.open(one, second.lastId);
      instances.servers[1].resourceUpdated("docs://3");
      await third.until("docs://3");
      third.cut();
    });

    test("a session has one standalone stream, at whichever instance it was opened last", async () => {
      await using instances = await start();
      const [one, two] = instances.urls;
      const peer = await LegacyPeer.begin(one);
      const first = await peer.open(one);
      const second = await peer.open(two);
      expect(await first.rest()).toEqual([]);
      instances.servers[0].tool("new", { description: "d" }, () => "");
      expect(await second.message()).toMatchObject({ method: "notifications/tools/list_changed" });
      second.cut();
    });

    test("an instance that stops hands its sessions on, and says what it did not finish", async () => {
      await using instances = await startTwoInstances(shared, create, { grace: 20 });
      const [one, two] = instances.urls;
      const peer = await LegacyPeer.begin(one);
      const standalone = await peer.open(one);
      await standalone.primed();
      const [working, waited] = [await peer.call(one, "work", 1), await peer.call(one, "work", 2)];
      await waited.message();
      await working.message();
      waited.cut();
      await instances.stopFirst();
      const stopped = { error: { message: expect.stringContaining("The server stopped") } };
      expect(await working.rest()).toMatchObject([{ id: 1, ...stopped }]);
      expect(await (await peer.open(two, waited.lastId)).rest()).toMatchObject([
        { id: 2, ...stopped },
      ]);
      // Changes between the two instances were not gathered, so that everything is read again.
      const resumed = await peer.open(two, standalone.lastId);
      await resumed.until("notifications/tools/list_changed");
      resumed.cut();
      expect((await peer.ask(two, "ping"))["status"]).toBe(200);
    });

    test("no other caller can use a session, not even at another instance", async () => {
      await using instances = await startTwoInstances(shared, () => create(byName));
      const [one, two] = instances.urls;
      const ann = await LegacyPeer.begin(one, "2025-11-25", { authorization: "Bearer ann" });
      const bob = new LegacyPeer({ ...ann.headers, authorization: "Bearer bob" });
      for (const url of [one, two]) {
        expect((await bob.ask(url, "ping"))["status"]).toBe(404);
        expect((await bob.open(url)).status).toBe(404);
        expect((await fetch(url, { method: "DELETE", headers: bob.headers })).status).toBe(404);
        expect((await ann.ask(url, "ping"))["status"]).toBe(200);
      }
    });
  });
}
