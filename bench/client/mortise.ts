// Our client, as a user writes it.
import { connect } from "mortise/client";
import { readClientSetting, serveCalls, stdioServer } from "./control.ts";

const { url, revision } = readClientSetting();
const client = await connect(url ?? stdioServer, { revision });
serveCalls(async (name) => (await client.callTool("greet", { name })).text);
