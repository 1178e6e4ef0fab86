import { connect, listen, withoutServing } from "@mortise/node";
import { expect, onTestFinished, test } from "vitest";
import type { InspectorTarget } from "./connection/target.ts";
import { openPage } from "./fixture/open-page.ts";

const BEARER = "bearer-4f1c9a77e2";
const KEY = "key-90b2d6513c";
const COOKIE = "cookie-7a5e08f4d1";
const QUERY = "query-c3d94e6b20";

test("the credentials of requests are in no row, state or frame of the page", async () => {
  const { desk } = await withoutServing(() => import("./fixture/desk.ts"));
  const listening = await listen(desk, { port: 0 });
  onTestFinished(() => listening.close());
  const url = `${listening.url}?api_key=${QUERY}`;
  const target: InspectorTarget = {
    name: "desk",
    kind: "http",
    target: listening.url,
    url,
    connect: ({ settings }) =>
      connect(url, {
        ...settings,
        headers: {
          authorization: `Bearer ${BEARER}`,
          "x-api-key": KEY,
          cookie: `session=${COOKIE}`,
        },
      }),
  };
  const page = await openPage([target]);
  await page.catalogue("desk");
  const call = await page.call("desk", "tools/call", { name: "echo", arguments: { text: "hi" } });
  const raw = await page.post("raw", {
    connection: "desk",
    body: '{"jsonrpc":"2.0","id":"raw","method":"tools/list"}',
    headers: { authorization: `Bearer ${BEARER}` },
  });
  await page.ended(raw.call);

  const heads = page.rows(call.id).filter(({ kind }) => kind === "http-request");
  const headers = new Map(heads.flatMap(({ http }) => http?.headers ?? []));
  expect(headers.get("content-type")).toBe("application/json");
  for (const name of ["authorization", "x-api-key", "cookie"]) {
    expect(headers.get(name)).toBe("(redacted)");
  }

  const frames = await Promise.all(
    page.rows().map(async ({ id }) => {
      const { headers: own, origin } = page;
      return await (await fetch(`${origin}/_inspect/frame?id=${id}`, { headers: own })).text();
    }),
  );
  const seen = JSON.stringify([page.events, frames]);
  for (const secret of [BEARER, KEY, COOKIE, QUERY]) expect(seen).not.toContain(secret);
});
