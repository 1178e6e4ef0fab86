import type { BackplaneCase } from "./backplane-case.ts";
import { busCases } from "./bus-case.ts";
import { eventCases } from "./event-case.ts";
import { lifetimeCases } from "./lifetime-case.ts";
import { valueCases } from "./value-case.ts";

/**
 * What every backplane does. Whoever writes one runs each case over it and learns whether servers can
 * share what they keep there.
 */
export const backplaneCases: readonly BackplaneCase[] = [
  ...valueCases,
  ...eventCases,
  ...busCases,
  ...lifetimeCases,
];
