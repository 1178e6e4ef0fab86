export type { Fault } from "./http/fault.ts";
export type { Sandbox, SandboxOptions, SandboxService, SandboxVariable } from "./start-sandbox.ts";
export { startSandbox } from "./start-sandbox.ts";
