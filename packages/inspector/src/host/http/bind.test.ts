import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { bind } from "./bind.ts";

/** Takes a port of 127.0.0.1 or ::1, as another program does. */
async function occupy(host: string): Promise<number> {
  const server = createServer().listen({ port: 0, host });
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const answer: Parameters<typeof bind>[0] = (_request, response) => void response.end("here");

test("both addresses of this machine answer on one port", async () => {
  const bound = await bind(answer, { port: 0, isFixed: true });
  onTestFinished(() => bound.close());
  for (const host of ["127.0.0.1", ...(bound.servers.length > 1 ? ["[::1]"] : [])]) {
    expect(await (await fetch(`http://${host}:${bound.port}/`)).text()).toBe("here");
  }
});

test("a port that is taken on one address leads to the next, and is refused if it is fixed", async () => {
  const taken = await occupy("127.0.0.1");
  const bound = await bind(answer, { port: taken, isFixed: false });
  onTestFinished(() => bound.close());
  expect(bound.port).toBeGreaterThan(taken);
  expect(await (await fetch(`http://127.0.0.1:${bound.port}/`)).text()).toBe("here");
  await expect(bind(answer, { port: taken, isFixed: true })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining(`Port ${taken} of 127.0.0.1 and [::1] is taken`),
  });
});

test("a port is free again as soon as it is closed, twenty times over", async () => {
  const first = await bind(answer, { port: 0, isFixed: true });
  const { port } = first;
  await first.close();
  for (let count = 0; count < 20; count += 1) {
    const again = await bind(answer, { port, isFixed: true });
    // A connection that is kept alive must not keep the port.
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("here");
    await again.close();
  }
});

test("an address that is none of this machine's is an error that names the option", async () => {
  await expect(bind(answer, { port: 0, isFixed: true, host: "192.0.2.1" })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining("--host"),
  });
});
