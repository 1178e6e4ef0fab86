export type { OpenBackplaneOptions } from "./backplane-options.ts";
export { openBackplane } from "./open-backplane.ts";
