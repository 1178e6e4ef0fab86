// The public declarations of mortise/ai-sdk. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/agent/ai-sdk";
export { toAiSdkTools } from "@mortise/agent/ai-sdk";
