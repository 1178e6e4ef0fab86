import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import type { Certificate } from "./fixture/certificates.ts";
import { CERTIFICATES } from "./fixture/certificates.ts";
import { guardFetch } from "./guard-fetch.ts";

async function serve(certificate: Certificate, text: string): Promise<string> {
  const server = createServer(certificate, (_request, response) => void response.end(text));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test("a certificate that code names is trusted, however late (upstash/context7#2271)", async () => {
  const url = await serve(CERTIFICATES.first, "private");
  await expect(guardFetch()(new URL(url))(url)).rejects.toMatchObject({
    data: { code: "unreachable" },
  });
  const trusting = guardFetch({ ca: CERTIFICATES.first.cert });
  expect(await (await trusting(new URL(url))(url)).text()).toBe("private");
  const several = guardFetch({ ca: [CERTIFICATES.second.cert, CERTIFICATES.first.cert] });
  expect(await (await several(new URL(url))(url)).text()).toBe("private");
  // Each has certificates of its own: the trust of one is not that of another.
  for (const other of [guardFetch(), guardFetch({ ca: CERTIFICATES.second.cert })]) {
    await expect(other(new URL(url))(url)).rejects.toMatchObject({
      data: { code: "unreachable" },
    });
  }
});

test("beside it those of Node and of NODE_EXTRA_CA_CERTS are trusted (upstash/context7#2271)", async () => {
  const urls = [
    await serve(CERTIFICATES.first, "of the environment"),
    await serve(CERTIFICATES.second, "of the option"),
  ];
  const folder = mkdtempSync(join(tmpdir(), "mortise-ca-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "extra.pem");
  writeFileSync(file, CERTIFICATES.first.cert);
  const program = fileURLToPath(new URL("fixture/trusting-process.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--no-warnings", program, ...urls],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: file } },
  );
  expect(stdout.trim().split("\n")).toEqual(["of the environment", "of the option"]);
});
