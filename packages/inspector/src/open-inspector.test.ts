import { request } from "node:http";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { openInspector } from "./open-inspector.ts";

/** An address of this machine that others reach, if it has one. */
const ADDRESS =
  Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.1";

const OPEN = { targets: [], version: "0", project: "test", port: 0 };

async function send(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number | undefined; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof send>>>();
  const sent = request(url, { headers, agent: false }, (response) => {
    const status = response.statusCode;
    if (status === 200 && !url.endsWith("/")) {
      response.destroy();
      resolve({ status, body: "" });
    } else text(response).then((body) => resolve({ status, body }), reject);
  });
  sent.on("error", reject).end();
  return await promise;
}

test("with --host a request from another address needs the token, and without it there is none", async () => {
  await using inspector = await openInspector({ ...OPEN, host: "0.0.0.0" });
  const events = `http://${ADDRESS}:${inspector.port}/_inspect/events`;
  const refused = await send(events);
  expect(refused.status).toBe(401);
  expect(refused.body).toContain("the URL that the terminal shows");
  const authorization = `Bearer ${new URL(inspector.url).hash.replace("#token=", "")}`;
  expect((await send(events, { authorization })).status).toBe(200);
  expect((await send(events, { authorization: `${authorization}x` })).status).toBe(401);

  await using local = await openInspector(OPEN);
  if (ADDRESS === "127.0.0.1") return;
  await expect(send(`http://${ADDRESS}:${local.port}/_inspect/events`)).rejects.toThrow(
    "ECONNREFUSED",
  );
});

test("behind a published port the refusal names the host that was seen and the flag (modelcontextprotocol/inspector#950)", async () => {
  const callsFile = join(tmpdir(), "none", "calls.json");
  const host = "desk.lan:8080";
  const origin = `http://${host}`;
  await using inspector = await openInspector({ ...OPEN, callsFile });
  const authorization = `Bearer ${new URL(inspector.url).hash.replace("#token=", "")}`;
  const url = `http://127.0.0.1:${inspector.port}/_inspect/events`;
  const refused = await send(url, { host, origin, authorization });
  expect(refused.status).toBe(403);
  expect(refused.body).toContain("desk.lan:8080");
  expect(refused.body).toContain("--allow-host");

  const other = await openInspector({ ...OPEN, allowedHosts: ["desk.lan"] });
  onTestFinished(() => other.close());
  const allowed = `Bearer ${new URL(other.url).hash.replace("#token=", "")}`;
  const answer = await send(`http://127.0.0.1:${other.port}/_inspect/events`, {
    host,
    origin,
    authorization: allowed,
  });
  expect(answer.status).toBe(200);
});

test.each(["nope", "", "events/x", "..%2f"])(
  "the unknown path /_inspect/%s is answered with JSON, never with the page (modelcontextprotocol/inspector#561)",
  async (path) => {
    await using inspector = await openInspector(OPEN);
    const authorization = `Bearer ${new URL(inspector.url).hash.replace("#token=", "")}`;
    const headers = { authorization, accept: "text/html" };
    const answer = await send(`http://127.0.0.1:${inspector.port}/_inspect/${path}`, headers);
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: "NOT_FOUND" } });
  },
);
