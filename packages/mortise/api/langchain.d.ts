// The public declarations of mortise/langchain. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/agent/langchain";
export { toInterruptOn } from "@mortise/agent/langchain";
export { toLangChainTools } from "@mortise/agent/langchain";
