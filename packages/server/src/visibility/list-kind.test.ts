import { expect, test } from "vitest";
import { createServer } from "../server.ts";

test.each(["tool", "templates", undefined])("remove(%j, …) is refused", (kind) => {
  const server = createServer({ name: "s", version: "1" });
  expect(() => server.remove(kind as "tools", "add")).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: `remove takes "tools", "resources" or "prompts", and then the name; it got ${JSON.stringify(kind)}`,
    }),
  );
});
