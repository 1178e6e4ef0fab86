import { rolldown } from "rolldown";

/** Writes the worker of the playground as one script, which the page hands into its sandbox. */
export async function bundleRuntime(file: string): Promise<void> {
  await using build = await rolldown({
    input: "site/playground/runtime/worker.ts",
    platform: "browser",
  });
  await build.write({ file, format: "iife", minify: true, codeSplitting: false });
}
