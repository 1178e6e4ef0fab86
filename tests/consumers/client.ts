import { connect, skillsOf } from "mortise";
import { mounted, transformed } from "./composed.ts";
import { server } from "./server.ts";

export const client = await connect(server);
export const tools = await client.listTools();
export const resources = await client.listResources();
export const templates = await client.listResourceTemplates();
export const prompts = await client.listPrompts();
export const customer = await client.callTool("get_customer", { id: "C-1" });
export const guide = await client.readResource("docs://guide");
export const prompt = await client.getPrompt("summarize", { topic: "orders" });
export const completion = await client.complete(
  { prompt: "summarize" },
  { name: "length", value: "" },
);
export const changes = client.listen({ toolsListChanged: true });
export const reader = skillsOf(client);

export const mountedClient = await connect(mounted);
export const mountedCustomer = await mountedClient.callTool("shop_get_customer", { id: "C-2" });
export const transformedClient = await connect(transformed);
export const transformedCustomer = await transformedClient.callTool("find", { key: "C-3" });
