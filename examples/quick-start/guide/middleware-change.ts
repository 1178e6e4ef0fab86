import assert from "node:assert/strict";
import { connect, createServer } from "mortise";

const server = createServer({ name: "shop", version: "1.0.0" }).resource(
  "shop://prices",
  { description: "Prices" },
  () => "a secret: 42",
);

// #region change
server
  // Before: everything inside gets other parameters.
  .use("resources/read", (request, next) =>
    next({ params: { ...request.params, uri: request.params.uri.toLowerCase() } }),
  )
  // After: the result is read, and another one given.
  .use("resources/read", async (request, next) => {
    const { result } = await next();
    const text = JSON.stringify(result["contents"]).replaceAll("secret", "******");
    return request.respond({ ...result, contents: JSON.parse(text) });
  });
// #endregion

await using client = await connect(server);
const { contents } = await client.readResource("SHOP://PRICES");
assert.match(JSON.stringify(contents), /a \*{6}: 42/);
