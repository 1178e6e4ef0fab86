import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { inspect } from "node:util";
import { MortiseError } from "@mortise/protocol";
import type { ClientAuthCase, ClientAuthScene } from "./client-auth-case.ts";
import type { ProtectedServer } from "./protected-server.ts";
import { createProtectedServer } from "./protected-server.ts";

/** More requests for one call than its first attempt and three answers to challenges make. */
const MAX_ATTEMPTS = 4;

/**
 * The behaviours that every ClientAuth has. An implementation runs each over a scene of its own, and
 * is then safe to hand to `connect(url, { auth })`.
 */
export const clientAuthCases: readonly ClientAuthCase[] = [
  {
    name: "a refused first request gets credentials, and the revision is found with them",
    run: async ({ open }) => {
      const scene = await open();
      const server = createProtectedServer(scene);
      await using client = await server.connect();
      equal(client.revision, "2026-07-28");
      ok((await client.callTool("whoami")).text !== "nobody");
    },
  },
  {
    name: "its headers can be sent, and none is one of the protocol",
    run: async ({ open }) => {
      const { auth } = await open();
      const url = "https://protected.example/mcp";
      const { signal } = new AbortController();
      const headers = new Headers(await auth.headers({ method: "POST", url, signal }));
      deepEqual(
        [...headers.keys()].filter((name) => /^(mcp-|accept$|content-)/.test(name)),
        [],
      );
    },
  },
  {
    name: "requests that are refused together are answered by one new credential",
    run: async ({ open }) => {
      const scene = await open();
      const server = createProtectedServer(scene);
      await using client = await server.connect();
      await scene.revoke();
      const before = scene.issued().length;
      await client.callTool("whoami");
      const forOne = scene.issued().length - before;
      await scene.revoke();
      const results = await Promise.all(Array.from({ length: 8 }, () => client.callTool("whoami")));
      equal(new Set(results.map(({ text }) => text)).size, 1);
      equal(scene.issued().length - before, 2 * forOne);
    },
  },
  {
    name: "a legacy session's messages, stream and end are authorized, whenever a credential is revoked",
    run: async ({ open }) => {
      for (const method of ["POST", "GET", "DELETE"]) {
        const scene = await open();
        const server = createProtectedServer(scene);
        revokeOnce(scene, server, method);
        const client = await server.connect({ revision: "2025-11-25" });
        await client.callTool("whoami");
        await client.close();
        ok(server.log.includes(`${method} 401`), `no ${method} was refused`);
        const last = server.log.findLast((line) => line.startsWith(method));
        ok(/ 2\d\d$/.test(last ?? ""), `the last ${method} was answered ${last}`);
      }
    },
  },
  {
    name: "without a further credential a request fails with a type, after a bounded number of attempts",
    run: async ({ open }) => {
      const scene = await open();
      const server = createProtectedServer(scene);
      await using client = await server.connect();
      await scene.deny();
      await scene.revoke();
      const before = server.log.length;
      await rejects(client.callTool("whoami"), (error) => MortiseError.is(error));
      ok(server.log.length - before <= MAX_ATTEMPTS, server.log.slice(before).join(", "));
    },
  },
  {
    name: "no credential is in an error, a warning, a frame's head or the principal",
    run: async ({ open }) => {
      const scene = await open();
      const server = createProtectedServer(scene);
      await using client = await server.connect();
      await client.callTool("whoami");
      const principal = await scene.auth.principal();
      await scene.deny();
      await scene.revoke();
      const error = await client.callTool("whoami").catch((caught: unknown) => caught);
      const heads = server.frames.filter(({ kind }) => kind !== "data");
      const shown = inspect([error, server.warnings, heads, principal], { depth: 20 });
      ok(scene.issued().length > 0);
      for (const secret of scene.issued()) ok(!shown.includes(secret), `${secret} is in ${shown}`);
    },
  },
  {
    name: "the principal stays the same when a credential is renewed",
    run: async ({ open }) => {
      const scene = await open();
      const server = createProtectedServer(scene);
      await using client = await server.connect();
      await client.callTool("whoami");
      const before = await scene.auth.principal();
      ok(before !== "");
      await scene.revoke();
      await client.callTool("whoami");
      equal(await scene.auth.principal(), before);
    },
  },
  {
    name: "a private result is kept for its account over a renewal",
    run: async ({ open }) => {
      const scene = await open();
      const server = createProtectedServer(scene);
      await using client = await server.connect();
      const { contents } = await client.readResource("private://mine");
      await scene.revoke();
      await client.callTool("whoami");
      const before = server.log.length;
      deepEqual((await client.readResource("private://mine")).contents, contents);
      equal(server.log.length, before);
    },
  },
];

/** Revokes the credential right before the first authorized request of a method. */
function revokeOnce(scene: ClientAuthScene, server: ProtectedServer, method: string): void {
  let isDone = false;
  server.onRequest = async (sent) => {
    if (isDone || sent !== method || scene.issued().length === 0) return;
    isDone = true;
    await scene.revoke();
  };
}
