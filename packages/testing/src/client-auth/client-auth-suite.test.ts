import type { ClientAuth } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import type { ClientAuthScene } from "./client-auth-case.ts";
import { clientAuthCases } from "./client-auth-suite.ts";
import { openRotatingToken } from "./fixture/rotating-token.ts";

describe("a token that is renewed on every challenge", () => {
  test.each(clientAuthCases)("$name", async ({ run }) => {
    await run({ open: async () => openRotatingToken() });
  });
});

/** Runs every case with a changed ClientAuth, and returns the names of those that fail. */
async function findFailures(change: Change): Promise<string[]> {
  const open = async (): Promise<ClientAuthScene> => {
    const scene = openRotatingToken();
    return { ...scene, auth: { ...scene.auth, ...change(scene.auth) } };
  };
  const results = await Promise.allSettled(clientAuthCases.map(({ run }) => run({ open })));
  return clientAuthCases.flatMap(({ name }, index) =>
    results[index]?.status === "rejected" ? [name] : [],
  );
}

type Change = (auth: ClientAuth) => Partial<ClientAuth>;

const SECRET = "no credential is in an error, a warning, a frame's head or the principal";
const BROKEN: readonly [name: string, failing: string, change: Change][] = [
  [
    "shows its token as principal",
    SECRET,
    (auth) => ({ principal: async () => JSON.stringify(await auth.headers({} as never)) }),
  ],
  [
    "throws an error with its token",
    SECRET,
    (auth) => ({
      onChallenge: async (response, request) => {
        const { authorization } = await auth.headers(request);
        return await auth.onChallenge(response, request).catch((error: unknown) => {
          throw new MortiseError("CLOSED", `${error} of ${authorization}`, {
            cause: authorization,
          });
        });
      },
    }),
  ],
  [
    "never answers a challenge",
    "a refused first request gets credentials, and the revision is found with them",
    () => ({ onChallenge: async () => "fail" }),
  ],
  [
    "replaces a header of the protocol",
    "its headers can be sent, and none is one of the protocol",
    (auth) => ({
      headers: async (request) => ({ ...(await auth.headers(request)), "Mcp-Method": "x" }),
    }),
  ],
  [
    "is another account after each renewal",
    "the principal stays the same when a credential is renewed",
    (auth) => {
      let renewals = 0;
      return {
        principal: () => `account ${renewals}`,
        onChallenge: (response, request) => {
          renewals += 1;
          return auth.onChallenge(response, request);
        },
      };
    },
  ],
  [
    "answers challenges of POST alone",
    "a legacy session's messages, stream and end are authorized, whenever a credential is revoked",
    (auth) => ({
      onChallenge: async (response, request) =>
        request.method === "POST" ? await auth.onChallenge(response, request) : "fail",
    }),
  ],
];

test.each(BROKEN)("a ClientAuth that %s fails its case", async (_, failing, change) => {
  expect(await findFailures(change)).toContain(failing);
});
