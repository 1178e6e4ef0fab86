// The public declarations of mortise/lint. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/lint";
export { RULES } from "@mortise/lint";
export { estimateTokens } from "@mortise/lint";
export { review } from "@mortise/lint";
export { toSarif } from "@mortise/lint";
