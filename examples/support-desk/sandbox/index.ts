export type { Sandbox } from "./start-sandbox.ts";
export { startSandbox } from "./start-sandbox.ts";
