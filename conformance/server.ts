/**
 * The server that the official conformance suite drives: `node conformance/server.ts <port>`.
 *
 * Its tools, resources and prompts are the ones the suite's scenarios ask for by name. The
 * protocol is the engine's work.
 */
import { serve } from "mortise";
import { createFixtureServer } from "./fixture/create-fixture-server.ts";

const port = Number(process.argv[2] ?? 3000);
const { url } = await serve(await createFixtureServer(), { http: { port } });

// Started by run.ts, it reports its address and ends with it.
process.send?.({ url });
process.once("disconnect", () => process.exit());
