import type { BackplaneCase } from "./backplane-case.ts";
import { busCases } from "./bus-case.ts";
import { eventCases } from "./event-case.ts";
import { lifetimeCases } from "./lifetime-case.ts";
import { valueCases } from "./value-case.ts";

/**
 * The behaviour of every backplane. Run each case over a new implementation; if all pass, servers can
 * share their state there.
 */
export const backplaneCases: readonly BackplaneCase[] = [
  ...valueCases,
  ...eventCases,
  ...busCases,
  ...lifetimeCases,
];
