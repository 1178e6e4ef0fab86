// The public declarations of mortise/mastra. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/agent/mastra";
export { toMastraTools } from "@mortise/agent/mastra";
