/**
 * Rewrites servers of the official SDK as servers of Mortise.
 *
 * @module
 */
export { describeChange } from "./describe-change.ts";
export type { Finding, RegistrationCount } from "./module/finding.ts";
export { convertCompilerOptions } from "./project/compiler-options.ts";
export type { Conversion, ConvertOptions } from "./project/convert.ts";
export { convertServer, findImports } from "./project/convert.ts";
export type { ManifestNeeds } from "./project/manifest.ts";
export { convertManifest } from "./project/manifest.ts";
