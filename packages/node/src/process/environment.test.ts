import { expect, onTestFinished, test, vi } from "vitest";
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

test("on Windows the folders of programs are inherited, for programs that end without them (docker/for-win#14860)", async () => {
  vi.resetModules();
  onTestFinished(() => void vi.resetModules());
  const platform = vi.spyOn(process, "platform", "get").mockReturnValue("win32");
  const windows = await import("./environment.ts");
  platform.mockRestore();
  vi.stubEnv("PROGRAMDATA", "C:\\ProgramData");
  vi.stubEnv("API_KEY", "s3cret");
  const environment = windows.toProcessEnvironment("server.exe");
  expect(environment).toMatchObject({ PROGRAMDATA: "C:\\ProgramData" });
  expect(environment).not.toHaveProperty("API_KEY");
});
