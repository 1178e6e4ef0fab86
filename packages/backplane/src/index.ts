/**
 * Backplanes: the values, messages and stream logs that the instances of one server share.
 *
 * @module
 */
export type * from "@mortise/protocol";
export type { OpenBackplaneOptions } from "./backplane-options.ts";
export { openBackplane } from "./open-backplane.ts";
