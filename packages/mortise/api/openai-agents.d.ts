// The public declarations of mortise/openai-agents. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/agent/openai-agents";
export { toOpenAiTools } from "@mortise/agent/openai-agents";
