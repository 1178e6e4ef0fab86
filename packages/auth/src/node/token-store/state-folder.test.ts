import { expect, test } from "vitest";
import { stateFolder } from "./state-folder.ts";

test.each([
  ["linux", {}, "/home/ann/.local/state/mortise/auth"],
  ["linux", { XDG_STATE_HOME: "/state" }, "/state/mortise/auth"],
  ["linux", { XDG_STATE_HOME: "state" }, "/home/ann/.local/state/mortise/auth"],
  ["linux", { MORTISE_AUTH_DIR: "/secrets" }, "/secrets"],
  ["darwin", {}, "/home/ann/Library/Application Support/mortise/auth"],
  ["win32", {}, "\\home\\ann\\AppData\\Local\\mortise\\auth"],
  ["win32", { LOCALAPPDATA: "D:\\Local" }, "D:\\Local\\mortise\\auth"],
] as const)("on %s with %j logins are in %s", (platform, env, folder) => {
  expect(stateFolder({ platform, env, home: "/home/ann" })).toBe(folder);
});
