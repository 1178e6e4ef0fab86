import { testAuth } from "@mortise/auth-server";
import { bearerAuth, oauth } from "mortise/auth";

export const resource = "http://127.0.0.1:3000/mcp";
export const authorization = await testAuth({ resources: [resource], users: ["ann"] });
export const auth = bearerAuth({ issuer: authorization.issuer, resource });
export const signIn = oauth;

const credentials = `Bearer ${await authorization.mint()}`;
export const outcome = await auth.authenticate({
  method: "POST",
  url: resource,
  peerAddress: "127.0.0.1",
  header: (name) => (name === "authorization" ? credentials : undefined),
  headerValues: (name) => (name === "authorization" ? [credentials] : []),
});
