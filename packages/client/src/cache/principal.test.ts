import type { JsonObject } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { HeaderSource } from "../http/header-source.ts";
import { principalOfAuth, principalOfHeaders } from "./principal.ts";
import { ResponseCache } from "./response-cache.ts";

test("headers that never change name no account", () => {
  expect(principalOfHeaders(undefined)).toBeUndefined();
  expect(principalOfHeaders({ authorization: "Bearer a" })).toBeUndefined();
});

test("every change of Authorization is another account, also back to an earlier one", async () => {
  let headers: Record<string, string> = { Authorization: "Bearer a" };
  const source: HeaderSource = async () => headers;
  const principal = principalOfHeaders(source);
  const seen: unknown[] = [];
  for (const authorization of ["Bearer a", "Bearer a", "Bearer b", undefined, "Bearer a"]) {
    headers = authorization === undefined ? { "x-other": "1" } : { authorization };
    seen.push(await principal?.());
  }
  expect(seen[0]).toBe(seen[1]);
  expect(new Set(seen).size).toBe(4);
  expect(JSON.stringify(seen)).not.toContain("Bearer");
});

test("an undefined Authorization is the account of none at all", async () => {
  let headers: Record<string, string | undefined> = { "x-other": "1" };
  const principal = principalOfHeaders(() => headers);
  const without = await principal?.();
  headers = { authorization: undefined };
  expect(await principal?.()).toBe(without);
});

test("the account of an auth is the one that it names", async () => {
  let name = "ann";
  const auth = {
    headers: () => ({}),
    onChallenge: async () => "fail" as const,
    principal: () => name,
  };
  const principal = principalOfAuth(auth);
  expect(await principal()).toBe("ann");
  name = "bob";
  expect(await principal()).toBe("bob");
});

/** A cache for an account that the test changes, over a server that counts. */
function open() {
  const scene = { account: "ann", sent: 0 };
  const cache = new ResponseCache({ principal: () => scene.account }, systemClock);
  const read = (
    cacheScope: string,
    onSend = (): void | Promise<void> => undefined,
  ): Promise<JsonObject> =>
    cache.request(
      {
        method: "resources/read",
        params: { uri: "a://1" },
        signal: new AbortController().signal,
        timeout: undefined,
        isFresh: false,
      },
      async () => {
        scene.sent += 1;
        const contents = [scene.sent];
        await onSend();
        const result = { contents, ttlMs: 60_000, cacheScope };
        return { result, isForOneCaller: false };
      },
    );
  return { scene, cache, read };
}

test("a private response is kept for its account, a public one for all", async () => {
  const { scene, read } = open();
  for (const account of ["ann", "bob", "ann", "bob"]) {
    scene.account = account;
    await read("private");
  }
  expect(scene.sent).toBe(2);
  const other = open();
  await other.read("public");
  other.scene.account = "bob";
  await other.read("public");
  expect(other.scene.sent).toBe(1);
});

test.each([undefined, "shared", 5])("a response of scope %j is private", async (cacheScope) => {
  const { scene, read } = open();
  await read(cacheScope as string);
  scene.account = "bob";
  await read(cacheScope as string);
  expect(scene.sent).toBe(2);
});

test("a response to a request during which the account changed is not kept", async () => {
  const { scene, read } = open();
  const toBob = (): void => {
    scene.account = "bob";
  };
  expect((await read("private", toBob))["contents"]).toEqual([1]);
  scene.account = "ann";
  expect((await read("private"))["contents"]).toEqual([2]);
  scene.account = "bob";
  expect((await read("private"))["contents"]).toEqual([3]);
});

test("callers that joined a request during which the account changed send their own", async () => {
  const { scene, read } = open();
  const sent = Promise.withResolvers<void>();
  const joined = Promise.withResolvers<void>();
  const first = read("private", async () => {
    sent.resolve();
    await joined.promise;
    scene.account = "bob";
  });
  await sent.promise;
  const second = read("private");
  // The account is known by now, so that joining takes no more than these turns.
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  joined.resolve();
  const both = await Promise.all([first, second]);
  expect(both.map(({ contents }) => contents)).toEqual([[1], [2]]);
});

test("callers of different accounts never share a request", async () => {
  const { scene, read } = open();
  const first = read("private");
  scene.account = "bob";
  const second = read("private");
  expect((await Promise.all([first, second])).map(({ contents }) => contents)).toEqual([[1], [2]]);
});
