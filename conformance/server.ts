/**
 * The server that the official conformance suite drives: `node conformance/server.ts <port>`.
 *
 * Its tools, resources and prompts are the ones the suite's scenarios ask for by name. Nothing here
 * speaks the protocol itself: every revision is the engine's work.
 */
import { serve } from "mortise";
import { createFixtureServer } from "./fixture/create-fixture-server.ts";

const port = Number(process.argv[2] ?? 3000);
const { url } = await serve(await createFixtureServer(), { http: { port } });

// Started by run.ts, it says where it listens and ends when run.ts does.
process.send?.({ url });
process.once("disconnect", () => process.exit());
