// The client of the official SDK 2.x.
import { openOfficial } from "../observer.ts";
import { reportSeen, textOf } from "./seen.ts";

await reportSeen(async (reach) => {
  await using client = await openOfficial(reach);
  const tools = (await client.tools()) as readonly { readonly name: string }[];
  return {
    tools: tools.map(({ name }) => name),
    sum: await textOf(client.call("add", { a: 2, b: 3 })),
    failure: await textOf(client.call("fail", {})),
    resource: await textOf(client.read("docs://guide")),
    prompt: await textOf(client.render("greet", { name: "Ada" })),
  };
});
