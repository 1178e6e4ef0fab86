import process from "node:process";
import { createSlackServer, readSlackOptions } from "@mortise/connector-slack";
import { serve } from "mortise";

const server = createSlackServer(readSlackOptions(process.env));
await serve(server);
export default server;
