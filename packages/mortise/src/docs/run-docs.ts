import { serve } from "@mortise/node";
import { readListenOptions } from "../target/run-file.ts";
import { createDocsServer } from "./create-docs-server.ts";

/**
 * Runs `mortise docs`: serves the documentation until the process gets a signal.
 *
 * @throws MortiseError `INVALID_OPTION` for what is no port.
 */
export async function runDocs(port: string | number | undefined): Promise<void> {
  const http = readListenOptions(port === undefined ? {} : { port });
  await serve(await createDocsServer(), { http });
}
