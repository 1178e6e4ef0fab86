/**
 * Loaded before a server that is served over HTTP: ends it when the process that started it is
 * gone, however that ended.
 */
import process from "node:process";

process.stdin.on("end", () => process.exit());
process.stdin.resume();
process.stdin.unref?.();
