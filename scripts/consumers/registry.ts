import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Manifest } from "../workspace/public-packages.ts";

/** A packed package: its published manifest, and its tarball. */
export interface Tarball {
  readonly manifest: Manifest;
  readonly file: string;
}

/** A registry on this machine, for the packages that were just packed. */
export interface Registry extends AsyncDisposable {
  /** Such as `http://127.0.0.1:41234/`. */
  readonly url: string;
}

/**
 * Serves tarballs as an npm registry does, so that installers resolve their version ranges and lay
 * them out as they would for a user. It knows these packages alone; others are at `upstream`.
 */
export async function openRegistry(
  tarballs: readonly Tarball[],
  upstream?: string,
): Promise<Registry> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "").slice(1);
    const found = tarballs.find(
      ({ manifest, file }) => manifest.name === path || path === `-/${baseOf(file)}`,
    );
    if (!found && upstream !== undefined) {
      // As it came: a scope is written with an escaped slash.
      response.writeHead(307, { location: new URL(`.${request.url}`, upstream).href }).end();
    } else if (!found) {
      response.writeHead(404).end("{}");
    } else if (path.startsWith("-/")) {
      response.writeHead(200, { "content-type": "application/octet-stream" });
      response.end(readFileSync(found.file));
    } else {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(describe(found, urlOf())));
    }
  });
  const urlOf = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: urlOf(),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function describe({ manifest, file }: Tarball, url: string): object {
  const integrity = createHash("sha512").update(readFileSync(file)).digest("base64");
  const dist = { tarball: `${url}-/${baseOf(file)}`, integrity: `sha512-${integrity}` };
  return {
    name: manifest.name,
    "dist-tags": { latest: manifest.version },
    versions: { [manifest.version]: { ...manifest, dist } },
    // Some installers refuse what was published minutes ago.
    time: { [manifest.version]: "2026-01-01T00:00:00.000Z" },
  };
}

function baseOf(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? "";
}

/** Reads the tarballs that `npm run pack` left in `.pack`. */
export function readTarballs(roots: readonly string[]): Tarball[] {
  return roots.map((root) => {
    const manifest = JSON.parse(readFileSync(join(root, ".pack/package.json"), "utf8"));
    const base = `${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`;
    return { manifest, file: join(".pack", base) };
  });
}
