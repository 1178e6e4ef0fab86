import { lifetimeCases } from "./lifetime-case.ts";
import { resourceCases } from "./resource-case.ts";
import type { ServerCase } from "./server-case.ts";
import { toolCases } from "./tool-case.ts";

/**
 * What a server made by `createCaseServer` does over every transport and in every revision.
 *
 * Run each with a client that is connected over the transport under test; whoever writes a
 * transport learns from them whether it carries all that servers and clients say.
 */
export const serverCases: readonly ServerCase[] = [
  ...toolCases,
  ...resourceCases,
  ...lifetimeCases,
];
