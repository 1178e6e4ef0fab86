import { expect, test, vi } from "vitest";
import { toProcessEnvironment } from "./environment.ts";

test("a server inherits a few variables, and what it is given", () => {
  vi.stubEnv("PATH", "/usr/bin");
  vi.stubEnv("API_KEY", "s3cret");
  vi.stubEnv("DOCKER_HOST", "ssh://ada@build");
  expect(toProcessEnvironment("node", { PATH: "/opt", REGION: "eu" })).toMatchObject({
    PATH: "/opt",
    REGION: "eu",
  });
  expect(toProcessEnvironment("node")).toMatchObject({ PATH: "/usr/bin" });
  for (const name of ["API_KEY", "DOCKER_HOST"]) {
    expect(toProcessEnvironment("node")).not.toHaveProperty(name);
  }
});

test.each(["docker", "/usr/bin/podman", "C:\\Docker\\Docker.EXE"])(
  "%s finds its daemon as in the terminal (docker/mcp-gateway#578)",
  (command) => {
    vi.stubEnv("DOCKER_HOST", "ssh://ada@build");
    vi.stubEnv("API_KEY", "s3cret");
    expect(toProcessEnvironment(command)).toMatchObject({ DOCKER_HOST: "ssh://ada@build" });
    expect(toProcessEnvironment(command)).not.toHaveProperty("API_KEY");
  },
);
