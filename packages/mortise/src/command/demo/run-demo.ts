import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { MortiseError } from "@mortise/protocol";
import { readInstalledPackage } from "../../target/installed-package.ts";

interface DemoModule {
  runDemo(signal: AbortSignal): Promise<void>;
}

/**
 * Runs the support desk of the repository.
 *
 * @throws MortiseError `INVALID_OPTION` in an installed package, which holds no examples.
 */
export async function runDemo(signal: AbortSignal): Promise<void> {
  const demo = join(readInstalledPackage().root, "../../examples/support-desk/demo.ts");
  if (!existsSync(demo)) {
    throw new MortiseError(
      "INVALID_OPTION",
      "The demo is part of the repository and not of the installed package; clone the repository of mortise, then: npm ci && npm run demo",
    );
  }
  const { runDemo: run } = (await import(pathToFileURL(demo).href)) as DemoModule;
  await run(signal);
}
