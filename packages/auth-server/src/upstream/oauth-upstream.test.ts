import { expect, test } from "vitest";
import { github } from "./github-upstream.ts";
import { google } from "./openid-upstream.ts";

test.each<[object, RegExp]>([
  [{ clientId: "id" }, /clientSecret of .* is undefined; give that of the client/],
  [{ clientId: "", clientSecret: "secret" }, /clientId of .* is an empty text/],
])("a client that is not whole is refused at the start (%#)", (client, message) => {
  for (const make of [github, google]) {
    expect(() => make(client as never)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringMatching(message) }),
    );
  }
});
