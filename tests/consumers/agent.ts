import { createAgent, createOfflineModel, resolveModel } from "mortise/agent";
import { server } from "./server.ts";

export const agent = createAgent({ model: "offline", servers: { shop: server } });
export const events = agent.run("What is the status of customer C-1?");
export const answer = await agent.ask("What is the status of customer C-1?");
export const model = createOfflineModel();
export const resolved = await resolveModel("offline");
