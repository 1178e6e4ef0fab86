import { expect, test } from "vitest";
import { userStateFolder } from "./user-state-folder.ts";

test.each([
  ["linux", {}, "/home/ada", "/home/ada/.local/state/mortise"],
  ["linux", { XDG_STATE_HOME: "/state/" }, "/home/ada", "/state/mortise"],
  ["linux", { XDG_STATE_HOME: "state" }, "/home/ada/", "/home/ada/.local/state/mortise"],
  ["linux", {}, "/", "/.local/state/mortise"],
  ["darwin", {}, "/Users/ada", "/Users/ada/Library/Application Support/mortise"],
  ["win32", {}, "C:\\Users\\Ada", "C:\\Users\\Ada\\AppData\\Local\\mortise"],
  ["win32", { LOCALAPPDATA: "D:\\Local" }, "C:\\Users\\Ada", "D:\\Local\\mortise"],
])("on %s with %j, the state of %s is in %s", (platform, env, home, folder) => {
  expect(userStateFolder({ platform, env, home })).toBe(folder);
});
