export type { JiraOptions } from "./options.ts";
export { readJiraOptions } from "./options.ts";
export { createJiraServer } from "./server.ts";
