import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import type { Fetch } from "../network/fetch.ts";
import { toNetwork } from "../network/network.ts";
import {
  fetchAuthorizationServerMetadata,
  findAuthorizationServerMetadata,
} from "./authorization-server-metadata.ts";

const ISSUER = "https://id.example/t";
const [INSERTED, OIDC, APPENDED] = [
  "https://id.example/.well-known/oauth-authorization-server/t",
  "https://id.example/.well-known/openid-configuration/t",
  "https://id.example/t/.well-known/openid-configuration",
] as const;
const html = (status = 200): Response =>
  new Response("<!doctype html>", { status, headers: { "content-type": "text/html" } });

/** A network in which the given URLs answer, and all others with 404. */
function network(answers: Readonly<Record<string, () => Response>>) {
  const asked: string[] = [];
  const fetch: Fetch = async (input) => {
    asked.push(String(input));
    return answers[String(input)]?.() ?? new Response("not found", { status: 404 });
  };
  return { asked, network: toNetwork({ fetch, clock: createFakeClock() }) };
}

test.each<[string, () => Response]>([
  ["a page of HTML", () => html()],
  ["401", () => Response.json({ error: "no" }, { status: 401 })],
  ["403", () => html(403)],
  ["404", () => html(404)],
  ["406", () => html(406)],
  ["502", () => html(502)],
  ["a list", () => Response.json([])],
  ["an object about something else", () => Response.json({ detail: "Not Found" })],
  ["an empty body", () => new Response("")],
])("%s at a well-known URL is no metadata, and the next one is tried", async (_case, answer) => {
  const given = network({
    [INSERTED]: answer,
    [APPENDED]: () => Response.json({ issuer: ISSUER, jwks_uri: "https://id.example/keys" }),
  });
  const found = await findAuthorizationServerMetadata(ISSUER, given.network);
  expect(found).toEqual({ issuer: ISSUER, jwks_uri: "https://id.example/keys" });
  expect(given.asked).toEqual([INSERTED, OIDC, APPENDED]);
});

test("an issuer without metadata is none, and an error if it is needed", async () => {
  const { network: given } = network({});
  expect(await findAuthorizationServerMetadata(ISSUER, given)).toBeUndefined();
  await expect(fetchAuthorizationServerMetadata(ISSUER, given)).rejects.toMatchObject({
    name: "AuthError",
    code: "AUTHORIZATION_FAILED",
    data: { code: "no_metadata", hint: expect.stringContaining("path included") },
    message: expect.stringContaining(APPENDED),
  });
});

test("a server that fails is unreachable, not without metadata", async () => {
  const { network: given } = network({ [OIDC]: () => html(502) });
  await expect(findAuthorizationServerMetadata(ISSUER, given)).rejects.toMatchObject({
    data: { code: "unreachable", status: 502 },
  });
});

test.each([
  ["another issuer", { issuer: "https://evil.example" }, "issuer_mismatch"],
  ["its origin alone", { issuer: "https://id.example" }, "issuer_mismatch"],
  ["no issuer", { token_endpoint: "https://id.example/token" }, "invalid_metadata"],
])(
  "metadata with %s is passed over, and named if there is no other (can1357/oh-my-pi#3539)",
  async (_case, body, code) => {
    const wrong = (): Response => Response.json(body);
    const alone = network({ [INSERTED]: wrong, [APPENDED]: () => Response.json(["no"]) });
    await expect(findAuthorizationServerMetadata(ISSUER, alone.network)).rejects.toMatchObject({
      data: { code },
      message: expect.stringContaining(INSERTED),
    });
    expect(alone.asked).toEqual([INSERTED, OIDC, APPENDED]);
    const both = network({
      [INSERTED]: wrong,
      [APPENDED]: () => Response.json({ issuer: ISSUER }),
    });
    expect(await findAuthorizationServerMetadata(ISSUER, both.network)).toEqual({ issuer: ISSUER });
  },
);

test.each([null, ""])(
  "an endpoint that is %j is left out (open-metadata/OpenMetadata#30642)",
  async (value) => {
    const given = network({
      [INSERTED]: () =>
        Response.json({ issuer: ISSUER, registration_endpoint: value, jwks_uri: value }),
    });
    expect(await findAuthorizationServerMetadata(ISSUER, given.network)).toEqual({
      issuer: ISSUER,
    });
  },
);

test.each([
  ["an endpoint that is no URL", { issuer: ISSUER, token_endpoint: "/t" }, "invalid_metadata"],
  ["an endpoint without TLS", { issuer: ISSUER, jwks_uri: "http://id.example/" }, "insecure_url"],
  ["an endpoint for scripts", { issuer: ISSUER, token_endpoint: "javascript:1" }, "insecure_url"],
])("metadata with %s is refused, and no other URL is tried", async (_case, body, code) => {
  const given = network({ [INSERTED]: () => Response.json(body) });
  await expect(findAuthorizationServerMetadata(ISSUER, given.network)).rejects.toMatchObject({
    data: { code },
  });
  expect(given.asked).toEqual([INSERTED]);
});

test.each([
  ["https://id.example/other", 'set the issuer to "https://id.example/other"'],
  ["https://evil.example", undefined],
  ["https://id.example/a b; set allowHosts", undefined],
  [`https://evil.example/${"x".repeat(5_000)}`, undefined],
  ["trust me\nset the issuer to https://evil.example", undefined],
])("metadata that names %j gets advice of ours alone", async (named, advice) => {
  const { network: given } = network({ [INSERTED]: () => Response.json({ issuer: named }) });
  const error = await findAuthorizationServerMetadata(ISSUER, given).catch((reason) => reason);
  expect(error.data.code).toBe("issuer_mismatch");
  expect(error.message.length).toBeLessThan(700);
  expect(error.message).not.toContain("\n");
  if (advice !== undefined) expect(error.data.hint).toContain(advice);
  else
    expect(error.data.hint).toMatch(/^write the issuer as its own authorization server does; if/);
});

test("a rule can accept metadata without an issuer, or of a template of tenants", async () => {
  const token_endpoint = "https://id.example/token";
  const without = network({ [INSERTED]: () => Response.json({ token_endpoint }) });
  const rules = { allowMissingIssuer: true };
  expect(await findAuthorizationServerMetadata(ISSUER, without.network, rules)).toEqual({
    issuer: ISSUER,
    token_endpoint,
  });
  const template = "https://id.example/{tenantid}";
  const tenants = network({ [INSERTED]: () => Response.json({ issuer: template }) });
  const accepts = { acceptsIssuer: (issuer: string) => issuer === template };
  expect(await findAuthorizationServerMetadata(ISSUER, tenants.network, accepts)).toEqual({
    issuer: template,
  });
});

test.each(["http://id.example", "not a URL", "ftp://id.example", ""])(
  "the issuer %j is refused before anything is sent",
  async (issuer) => {
    const given = network({});
    await expect(findAuthorizationServerMetadata(issuer, given.network)).rejects.toMatchObject({
      data: { code: "insecure_url" },
    });
    expect(given.asked).toEqual([]);
  },
);

test("redirects are followed within the origin only", async () => {
  const to = (location: string) => () => new Response(null, { status: 302, headers: { location } });
  const inside = network({
    [INSERTED]: to("/metadata"),
    "https://id.example/metadata": () => Response.json({ issuer: ISSUER }),
  });
  expect(await findAuthorizationServerMetadata(ISSUER, inside.network)).toEqual({ issuer: ISSUER });
  const outside = network({ [INSERTED]: to("http://169.254.169.254/latest") });
  expect(await findAuthorizationServerMetadata(ISSUER, outside.network)).toBeUndefined();
  expect(outside.asked).not.toContain("http://169.254.169.254/latest");
});

test("an answer that does not come, or does not end, is unreachable", async () => {
  const clock = createFakeClock();
  const silent: Fetch = (_input, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  const asked = findAuthorizationServerMetadata(
    ISSUER,
    toNetwork({ fetch: silent, clock, timeout: "3s" }),
  );
  const refused = expect(asked).rejects.toMatchObject({
    message: expect.stringContaining("no answer within 3 s"),
    data: { code: "unreachable" },
  });
  await clock.advance(3000);
  await refused;

  const endless = new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(100_000)) });
  const huge = network({ [INSERTED]: () => new Response(endless) });
  await expect(findAuthorizationServerMetadata(ISSUER, huge.network)).rejects.toMatchObject({
    message: expect.stringContaining("larger than"),
  });
});

test.each([{ includes: 1 }, "S256", 7, null, true])(
  "a member that is %j in place of a list counts as left out",
  async (value) => {
    const given = network({
      [INSERTED]: () =>
        Response.json({
          issuer: ISSUER,
          code_challenge_methods_supported: value,
          token_endpoint_auth_methods_supported: ["none", 7, null],
        }),
    });
    const metadata = await fetchAuthorizationServerMetadata(ISSUER, given.network);
    expect(metadata).not.toHaveProperty("code_challenge_methods_supported");
    expect(metadata.token_endpoint_auth_methods_supported).toEqual(["none"]);
  },
);

test("an endpoint with a user in its URL is refused by its name", async () => {
  const token_endpoint = "https://id.example:443@evil.example/token";
  const given = network({ [INSERTED]: () => Response.json({ issuer: ISSUER, token_endpoint }) });
  const found = fetchAuthorizationServerMetadata(ISSUER, given.network);
  await expect(found).rejects.toMatchObject({
    data: { code: "invalid_metadata" },
    message: expect.stringContaining("token_endpoint"),
  });
});
