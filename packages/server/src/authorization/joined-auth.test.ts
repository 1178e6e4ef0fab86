import type { AuthProvider, Backplane } from "@mortise/protocol";
import { expect, test } from "vitest";
import { createMemoryBackplane } from "../backplane/memory-backplane.ts";
import { createServer } from "../server.ts";

/** A provider that keeps what it is given to share. */
function create() {
  const given: unknown[] = [];
  const auth: AuthProvider = {
    authenticate: () => ({ principal: undefined }),
    join: (backplane) => void given.push(backplane),
  };
  const join = (backplane: Backplane) =>
    createServer({ name: "s", version: "1", auth, log: () => undefined }).join(backplane);
  return { given, join };
}

test("a provider gets the backplane that its server shares with other instances, and no other", () => {
  const { given, join } = create();
  const alone = createMemoryBackplane();
  const shared = { ...createMemoryBackplane(), isShared: true };
  join(alone);
  expect(given).toEqual([]);
  join(shared);
  expect(given).toEqual([shared]);
});

test("a provider that cannot share keeps its server from being served", () => {
  const auth: AuthProvider = {
    authenticate: () => ({ principal: undefined }),
    join: () => {
      throw new Error("no table");
    },
  };
  const server = createServer({ name: "s", version: "1", auth, log: () => undefined });
  expect(() => server.join({ ...createMemoryBackplane(), isShared: true })).toThrow("no table");
});
