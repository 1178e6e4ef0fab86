import dns from "node:dns";
import { once } from "node:events";
import { createServer } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { httpTarget, openPage } from "../fixture/open-page.ts";

/** The answers of a hostile resolver, each asked for once; the last one stays. */
function resolveAs(answers: Readonly<Record<string, readonly string[]>>): string[] {
  const asked: string[] = [];
  const { lookup } = dns;
  const replaced = (name: string, options: dns.LookupAllOptions, done: DoneLookup): void => {
    const known = answers[name];
    if (known === undefined) {
      lookup(name, options, done);
      return;
    }
    const address = known[Math.min(asked.filter((each) => each === name).length, known.length - 1)];
    asked.push(name);
    const found = (address ?? "").split(" ");
    done(
      null,
      found.map((each) => ({ address: each, family: each.includes(":") ? 6 : 4 })),
    );
  };
  dns.lookup = replaced as never;
  syncBuiltinESMExports();
  onTestFinished(() => {
    dns.lookup = lookup;
    syncBuiltinESMExports();
  });
  return asked;
}

type DoneLookup = (error: Error | null, addresses: dns.LookupAddress[]) => void;

async function openAdding(): ReturnType<typeof openPage> {
  return await openPage([], { openUrl: ({ url }) => httpTarget("added", url) });
}

test.each(["169.254.169.254", "93.184.215.14 169.254.169.254", "fd00:ec2::254", "fe80::1"])(
  "a name that resolves to %s is not connected to",
  async (address) => {
    resolveAs({ "metadata.example": [address] });
    const page = await openAdding();
    await page.post("add", { url: "http://metadata.example/latest/meta-data/" });
    const { failure } = await page.connection("added", "failed");
    expect(failure).toMatchObject({
      code: "BLOCKED_ADDRESS",
      cause: expect.stringContaining("metadata.example"),
      fix: expect.stringContaining("command line"),
    });
  },
);

test("the address that was looked at is the one that is connected to", async () => {
  const reached: string[] = [];
  const server = createServer((request, response) => {
    reached.push(request.headers.host ?? "");
    response.writeHead(500, { connection: "close" }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  resolveAs({ "rebinding.example": ["127.0.0.1", "169.254.169.254"] });
  const page = await openAdding();
  await page.post("add", { url: `http://rebinding.example:${port}/mcp` });
  await page.connection("added", "failed");
  // The first request went to the address of the first answer; later ones met the second answer.
  expect(reached).toEqual([`rebinding.example:${port}`]);
});

test.each([301, 307, 308])(
  "a redirect with %i to an inner address is not followed",
  async (status) => {
    const asked = resolveAs({ "inner.example": ["169.254.169.254"] });
    const server = createServer((_request, response) => {
      response.writeHead(status, { location: "http://inner.example/latest/meta-data/" }).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const page = await openAdding();
    await page.post("add", {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    });
    const { failure } = await page.connection("added", "failed");
    expect(failure?.code).not.toBe("UNEXPECTED");
    const sent = page.rows().flatMap(({ http }) => http?.url ?? []);
    expect(sent.filter((url) => url.includes("inner.example"))).toEqual([]);
    expect(asked).toEqual([]);
  },
);
