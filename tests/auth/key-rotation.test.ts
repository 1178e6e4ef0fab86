import type { Clock } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { AttackedServer, Issuer } from "../fixture/auth/attacked-server.ts";
import { startAttackedServer, startIssuer } from "../fixture/auth/attacked-server.ts";

/** The platform's clock, which a test moves ahead. */
function createClock(): Clock & { skip: (milliseconds: number) => void } {
  let skipped = 0;
  return {
    now: () => systemClock.now() + skipped,
    monotonic: () => systemClock.monotonic() + skipped,
    schedule: (...given) => systemClock.schedule(...given),
    skip: (milliseconds) => {
      skipped += milliseconds;
    },
  };
}

/** Sends requests at once, each with a token of its own; resolves with the statuses, each once. */
async function flood(
  server: AttackedServer,
  issuer: Issuer,
  { count, kid }: { readonly count: number; readonly kid?: string },
): Promise<readonly number[]> {
  const header = kid === undefined ? {} : { kid };
  const statuses = await Promise.all(
    Array.from({ length: count }, async () => {
      const authorization = `Bearer ${await issuer.issue({ header })}`;
      const response = await server.call({ authorization });
      await response.text();
      return response.status;
    }),
  );
  return [...new Set(statuses)].sort();
}

test("keys rotate twice under 500 requests in flight, and no good token is refused", async () => {
  const clock = createClock();
  const issuer = await startIssuer();
  const server = await startAttackedServer(issuer, { clock });
  const asked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  issuer.beforeKeys = () => {
    asked.resolve();
    return gate.promise;
  };
  const first = flood(server, issuer, { count: 200 });
  await asked.promise;
  await issuer.rotate();
  const second = flood(server, issuer, { count: 150 });
  const forged = flood(server, issuer, { count: 50, kid: "unknown" });
  await issuer.rotate();
  const third = flood(server, issuer, { count: 150 });
  gate.resolve();
  expect(await first).toEqual([200]);
  // The unknown key ids may have spent the budget, which delays a good token and refuses none.
  for (const statuses of [await second, await third]) expect(statuses).not.toContain(401);
  expect(await forged).not.toContain(200);
  expect(issuer.fetches).toBeLessThan(8);
  clock.skip(60_000);
  expect(await flood(server, issuer, { count: 20 })).toEqual([200]);
});

test("while the issuer is away known keys count, a new key is waited for, and nothing is restarted", async () => {
  const clock = createClock();
  const issuer = await startIssuer();
  const server = await startAttackedServer(issuer, { clock });
  expect(await flood(server, issuer, { count: 1 })).toEqual([200]);
  issuer.beforeKeys = () => undefined;
  clock.skip(1_200_000);
  expect(await flood(server, issuer, { count: 20 })).toEqual([200]);
  await issuer.rotate();
  clock.skip(60_000);
  expect(await flood(server, issuer, { count: 20 })).toEqual([503]);
  expect(server.denials.map(({ code }) => code)).not.toContain("invalid_token");
  issuer.beforeKeys = () => Promise.resolve();
  clock.skip(60_000);
  expect(await flood(server, issuer, { count: 20 })).toEqual([200]);
});
