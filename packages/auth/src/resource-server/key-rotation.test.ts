import { generateKeyPair } from "jose";
import { describe, expect, test } from "vitest";
import { toRefusal } from "../fixture/auth-request.ts";
import { start } from "../fixture/scene.ts";
import type { TokenIssuer } from "../fixture/token-issuer.ts";
import { ISSUER, KEYS } from "../fixture/token-issuer.ts";

describe("keys", () => {
  test("a rotated key is found without a refused request, and unknown ids cost few fetches", async () => {
    const { clock, issuer, send } = await start();
    expect(await send(await issuer.issue())).toHaveProperty("principal");
    await clock.advance("1m");
    await issuer.rotate("second");
    expect(await send(await issuer.issue())).toHaveProperty("principal");
    expect(issuer.count(KEYS)).toBe(2);
    await clock.advance("2m");
    for (let at = 0; at < 50; at++) {
      await clock.advance(100);
      const refusal = toRefusal(await send(await issuer.issue({ header: { kid: `evil-${at}` } })));
      // The first five are looked for; the others cannot be checked now, and are not called invalid.
      expect(refusal.status).toBe(at < 5 ? 401 : 503);
    }
    expect(issuer.count(KEYS)).toBe(7);
    await issuer.rotate("third");
    const waiting = toRefusal(await send(await issuer.issue()));
    expect(waiting).toMatchObject({ status: 503, headers: [["Retry-After", expect.any(String)]] });
    await clock.advance("1m");
    expect(await send(await issuer.issue())).toHaveProperty("principal");
  });

  test("while the issuer is away its keys go on counting, and a good token never gets 401", async () => {
    const { clock, issuer, send } = await start();
    await send(await issuer.issue());
    issuer.answers = "down";
    for (let hour = 0; hour < 23; hour++) {
      await clock.advance("1h");
      expect(await send(await issuer.issue({ claims: { jti: String(hour) } }))).toHaveProperty(
        "principal",
      );
    }
    await clock.advance("2h");
    expect(toRefusal(await send(await issuer.issue())).status).toBe(503);
    issuer.answers = {};
    await clock.advance("3s");
    expect(await send(await issuer.issue())).toHaveProperty("principal");
  });

  test.each<[string, TokenIssuer["answers"]]>([
    ["refuses connections", "down"],
    ["fails", { [KEYS]: () => new Response("oops", { status: 500 }) }],
    ["answers a page", { [KEYS]: () => new Response("<html>") }],
    [
      "is another issuer",
      {
        [`${ISSUER}/.well-known/oauth-authorization-server`]: () =>
          Response.json({ issuer: "https://x.example" }),
      },
    ],
  ])(
    "an issuer that %s gets 503, with no address in it, and is asked again later",
    async (_case, answers) => {
      const { clock, issuer, send } = await start();
      issuer.answers = answers;
      const token = await issuer.issue();
      const refusal = toRefusal(await send(token));
      expect(refusal).toMatchObject({ status: 503, headers: [["Retry-After", "2"]] });
      expect(refusal.message).not.toContain("id.example");
      expect(refusal.detail).toContain("id.example");
      const { length } = issuer.asked;
      await Promise.all([send(token), send(token)]);
      expect(issuer.asked).toHaveLength(length);
      issuer.answers = {};
      await clock.advance("3s");
      expect(await send(token)).toHaveProperty("principal");
    },
  );

  test("a fetch from before a rotation refuses no token of the new key", async () => {
    const { clock, issuer, send } = await start();
    await send(await issuer.issue());
    await clock.advance("1m");
    const gate = Promise.withResolvers<void>();
    const before = { keys: issuer.keys };
    const asked = Promise.withResolvers<void>();
    issuer.beforeAnswer = async (url) => {
      if (url !== KEYS) return undefined;
      issuer.beforeAnswer = undefined;
      asked.resolve();
      await gate.promise;
      return Response.json(before);
    };
    const stranger = send(await issuer.issue({ header: { kid: "unknown" } }));
    await asked.promise;
    await clock.advance(1);
    await issuer.rotate("second");
    const good = send(await issuer.issue());
    gate.resolve();
    expect(toRefusal(await stranger).status).toBe(401);
    expect(await good).toHaveProperty("principal");
    expect(issuer.count(KEYS)).toBe(3);
  });

  test("an issuer that names no keys rotates its only one without a refused request", async () => {
    const { clock, issuer, send } = await start();
    const nameless = { header: { kid: undefined } };
    expect(await send(await issuer.issue(nameless))).toHaveProperty("principal");
    await clock.advance("1m");
    issuer.keys = [];
    await issuer.rotate("second");
    expect(await send(await issuer.issue(nameless))).toHaveProperty("principal");
    expect(issuer.count(KEYS)).toBe(2);
    const { privateKey } = await generateKeyPair("ES256");
    for (let at = 0; at < 10; at++) {
      await clock.advance(1_000);
      const forged = await issuer.issue({ ...nameless, key: privateKey });
      expect(toRefusal(await send(forged)).status).toBe(at < 4 ? 401 : 503);
    }
    expect(issuer.count(KEYS)).toBe(6);
    expect(await send(await issuer.issue({ claims: { jti: "2" } }))).toHaveProperty("principal");
  });

  test("a token without a key id is tried with every key that fits", async () => {
    const { issuer, send } = await start();
    await issuer.rotate("second");
    expect(await send(await issuer.issue({ header: { kid: undefined } }))).toHaveProperty(
      "principal",
    );
  });
});
