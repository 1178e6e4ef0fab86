import process from "node:process";
import { createJiraServer, readJiraOptions } from "@mortise/connector-jira";
import { serve } from "mortise";

const server = createJiraServer(readJiraOptions(process.env));
await serve(server);
export default server;
