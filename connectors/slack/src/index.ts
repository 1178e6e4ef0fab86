export type { SlackOptions } from "./options.ts";
export { readSlackOptions } from "./options.ts";
export { createSlackServer } from "./server.ts";
