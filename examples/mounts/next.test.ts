import { execFileSync } from "node:child_process";
import { constants } from "node:os";
import process from "node:process";
import { beforeAll, describe } from "vitest";
import { PinnedPackages } from "../../scripts/workspace/pinned-packages.ts";
import { describeMount } from "./describe-mount.ts";
import { startMount } from "./start-mount.ts";

const packages = new PinnedPackages(new URL("next/", import.meta.url));

/** `npm run test:mounts` and CI install Next.js, which is larger than the rest of the frameworks together. */
const installs =
  process.env["CI"] === "true" || process.env["npm_lifecycle_event"] === "test:mounts";

const name = "next/app/api/mcp/route.ts (npm run test:mounts installs Next.js)";

describe.skipIf(!installs && !packages.has())(name, () => {
  const program = packages.path("next/dist/bin/next");

  beforeAll(() => {
    const failure = packages.has() ? undefined : packages.install();
    if (failure !== undefined) throw new Error(`npm ci in ${packages.place} failed: ${failure}`);
    execFileSync(process.execPath, [program, "build", packages.place], {
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
      stdio: ["ignore", "ignore", "inherit"],
    });
  });

  // Next.js answers running calls after SIGTERM, and ends as the signal does by itself.
  describeMount(
    () => startMount(program, "start", "--hostname", "127.0.0.1", "--port", "0", packages.place),
    128 + constants.signals.SIGTERM,
  );
});
