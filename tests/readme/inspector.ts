import { connect } from "@mortise/client";
import { openInspector } from "@mortise/inspector";
import { createServer } from "@mortise/server";

const server = createServer({ name: "notes", version: "1.0.0" });

await using inspector = await openInspector({
  targets: [
    {
      name: "notes",
      kind: "self",
      target: "in this process",
      connect: ({ settings }) => connect(server, settings), // or a URL
    },
  ],
  version: "1.0.0",
  project: "notes",
});
process.stdout.write(`${inspector.url}\n`);
