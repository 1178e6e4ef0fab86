import { review } from "@mortise/lint";

const { findings, views, clients } = review({
  name: "desk",
  tools: [
    {
      name: "manage_customer",
      description: "Create, update or delete a customer, as the action says.",
      inputSchema: {
        type: "object",
        properties: { action: { type: "string" }, data: { type: "object" } },
        required: ["action"],
      },
    },
  ],
});

for (const { severity, rule, message, fix } of findings) {
  process.stdout.write(`${severity} ${rule}: ${message} ${fix}\n`);
}
// The tools as each provider receives them, and the consequences in known clients.
process.stdout.write(`${views[0]?.label}: about ${views[0]?.tokens} tokens\n`);
process.stdout.write(`${clients.map(({ client }) => client).join(", ")}\n`);
