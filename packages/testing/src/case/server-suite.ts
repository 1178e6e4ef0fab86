import { lifetimeCases } from "./lifetime-case.ts";
import { resourceCases } from "./resource-case.ts";
import type { ServerCase } from "./server-case.ts";
import { toolCases } from "./tool-case.ts";

/**
 * The behaviour of a server from `createCaseServer` over every transport and in every revision.
 *
 * Run each case with a client over the transport under test; if all pass, the transport carries
 * everything that servers and clients send.
 */
export const serverCases: readonly ServerCase[] = [
  ...toolCases,
  ...resourceCases,
  ...lifetimeCases,
];
