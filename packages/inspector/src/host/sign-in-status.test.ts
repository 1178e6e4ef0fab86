import { listen } from "@mortise/node";
import type { AuthProvider } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { expect, onTestFinished, test } from "vitest";
import { httpTarget, openPage } from "./fixture/open-page.ts";

/** A server that lets in the one caller, or refuses it. */
async function startGuarded() {
  const guard = { accepts: true };
  const auth: AuthProvider = {
    authenticate: () =>
      guard.accepts
        ? { principal: { id: "ann" } }
        : { status: 401, message: "Sign in", headers: [["WWW-Authenticate", "Bearer"]] },
  };
  const server = createServer({ name: "desk", version: "1.0.0", auth, log: () => undefined }).tool(
    "echo",
    { description: "Repeats" },
    () => "a",
  );
  const listening = await listen(server, { port: 0 });
  onTestFinished(() => listening.close());
  return { guard, url: listening.url };
}

test("a call that gets 401 shows that a sign-in is needed, and one that is answered takes it back (anthropics/claude-code#81020)", async () => {
  const { guard, url } = await startGuarded();
  const page = await openPage([httpTarget("desk", url)]);
  await page.catalogue("desk");
  guard.accepts = false;
  const echo = { name: "echo", arguments: {} };
  expect((await page.call("desk", "tools/call", echo)).status).toBe("failed");
  const { failure } = await page.connection("desk", "needs-auth");
  expect(failure?.fix).toContain("sign in");
  expect((await page.catalogue("desk")).tools.items).toHaveLength(1);
  guard.accepts = true;
  expect((await page.call("desk", "tools/call", echo)).status).toBe("done");
  expect(await page.connection("desk", "connected")).not.toHaveProperty("failure");
});

test("lists that get 401 after the first request show it too, and to connect again ends it (anthropics/claude-code#81020)", async () => {
  const { guard, url } = await startGuarded();
  const page = await openPage([httpTarget("desk", url)]);
  await page.catalogue("desk");
  guard.accepts = false;
  await page.post("refresh", { connection: "desk" });
  await page.connection("desk", "needs-auth");
  await page.post("connect", { connection: "desk" });
  expect(page.host.find("desk").state).toMatchObject({ status: "needs-auth" });
  guard.accepts = true;
  await page.post("connect", { connection: "desk" });
  expect(page.host.find("desk").state.status).toBe("connected");
});
