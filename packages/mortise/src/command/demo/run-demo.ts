import { existsSync } from "node:fs";
import { MortiseError } from "@mortise/protocol";

const DEMO = new URL("../../../../../examples/support-desk/demo.ts", import.meta.url);

interface DemoModule {
  runDemo(signal: AbortSignal): Promise<void>;
}

/**
 * Runs the support desk of the repository.
 *
 * @throws MortiseError `INVALID_OPTION` in an installed package, which holds no examples.
 */
export async function runDemo(signal: AbortSignal): Promise<void> {
  if (!existsSync(DEMO)) {
    throw new MortiseError(
      "INVALID_OPTION",
      "The demo is part of the repository and not of the installed package; clone the repository of mortise, then: npm ci && npm run demo",
    );
  }
  const { runDemo: run } = (await import(DEMO.href)) as DemoModule;
  await run(signal);
}
