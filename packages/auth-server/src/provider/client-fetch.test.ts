import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startBridge } from "../bridge/fixture/scene.ts";

const HOSTS = ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "127.1"];

/** Listens on this machine, and counts the connections. */
async function listenForConnections(): Promise<{ readonly port: number; readonly count: number }> {
  const listener = { port: 0, count: 0 };
  const server = createServer((socket) => {
    listener.count += 1;
    socket.destroy();
  }).listen(0, "0.0.0.0");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  listener.port = (server.address() as AddressInfo).port;
  return listener;
}

test.each(["https", "http"])(
  "no %s URL of a client opens a connection to this machine (server-side request forgery)",
  async (scheme) => {
    const scene = await startBridge();
    const listener = await listenForConnections();
    for (const host of HOSTS) {
      const uri = `${scheme}://${host}:${listener.port}/x`;
      await scene.register({ sector_identifier_uri: uri });
      const { client_id: clientId } = await scene.register({
        jwks_uri: uri,
        token_endpoint_auth_method: "private_key_jwt",
      });
      const encode = (part: object): string =>
        Buffer.from(JSON.stringify(part)).toString("base64url");
      const seconds = Math.floor(Date.now() / 1000);
      const claims = {
        iss: clientId,
        sub: clientId,
        aud: "https://mcp.example",
        exp: seconds + 60,
        jti: uri,
      };
      const head = encode({ alg: "ES256", kid: "k" });
      const answer = await scene.post("/oauth/token", {
        grant_type: "authorization_code",
        code: "any",
        client_assertion: `${head}.${encode(claims)}.${Buffer.alloc(64, 1).toString("base64url")}`,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      });
      expect(answer.status).toBe(401);
      const page = await scene.browse().open((await scene.begin(uri)).url);
      expect(page.status).toBe(400);
    }
    expect(listener.count).toBe(0);
  },
);
