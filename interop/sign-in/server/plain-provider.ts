// An authorization server on oidc-provider with its defaults, but for clients that register themselves, scopes of
// its own, and JWTs as access tokens.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

const http = createServer().listen(0, "127.0.0.1");
await once(http, "listening");
const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
const provider = new Provider(issuer, {
  scopes: ["openid", "offline_access", "read", "write"],
  features: {
    registration: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({ scope: "read write", accessTokenFormat: "jwt" }),
    },
  },
});
http.on("request", provider.callback());
console.log(`\n${issuer}`);
