import { serve } from "mortise";
import { bearerAuth } from "mortise/auth";
import { createCustomerServer } from "./create-customer-server.ts";

const { ISSUER = "https://id.example.com", RESOURCE = "https://tools.example.com/mcp" } =
  process.env;

const auth = bearerAuth({
  issuer: ISSUER,
  audience: RESOURCE,
  scopes: ["customers:read"],
  scopesSupported: ["customers:write"],
  scopeImplies: { "customers:write": ["customers:read"] },
});

const server = createCustomerServer(auth);

await serve(server);
export default server;
