import { expect, test } from "vitest";
import { findTerminalVariables } from "./terminal-variables.ts";

const ENTRY = { kind: "process", command: "/node", args: [], env: {}, references: [] } as const;
const ENV = {
  HTTPS_PROXY: "http://ada:s3cret@proxy:8080",
  no_proxy: "localhost",
  NODE_EXTRA_CA_CERTS: "/etc/ca.pem",
  HTTP_PROXY: "",
  PROXY_COLOUR: "red",
};

test("variables of proxies and certificates are offered by name (modelcontextprotocol/modelcontextprotocol#318)", () => {
  expect(findTerminalVariables(ENV, ENTRY)).toEqual([
    "HTTPS_PROXY",
    "NODE_EXTRA_CA_CERTS",
    "no_proxy",
  ]);
});

test("those that the server is given, in either spelling, are not offered again", () => {
  const env = { https_proxy: "http://other:1" };
  const entry = { ...ENTRY, env, references: ["NO_PROXY"] };
  expect(findTerminalVariables(ENV, entry)).toEqual(["NODE_EXTRA_CA_CERTS"]);
});

test("those of a daemon are offered for its own command alone (docker/mcp-gateway#578)", () => {
  const env = { DOCKER_HOST: "ssh://ada@build", DOCKER_CONTEXT: "remote" };
  for (const command of ["/usr/bin/docker", "C:\\Program Files\\Docker\\docker.exe", "podman"]) {
    expect(findTerminalVariables(env, { ...ENTRY, command })).toEqual([
      "DOCKER_CONTEXT",
      "DOCKER_HOST",
    ]);
  }
  expect(findTerminalVariables(env, { ...ENTRY, command: "/usr/bin/docker-mcp" })).toEqual([]);
});
