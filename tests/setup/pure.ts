/**
 * Keeps the project `pure` pure: its files share one thread and its modules, so a test of it starts
 * no process and opens no socket.
 */
import { ChildProcess } from "node:child_process";
import { Server, Socket } from "node:net";
import { afterEach, vi } from "vitest";

function refuse(): never {
  throw new Error(
    "A test of the project pure starts a process or opens a socket; list its file under PROCESS_TESTS in vitest.config.ts",
  );
}

Object.assign(ChildProcess.prototype, { spawn: refuse });
Server.prototype.listen = refuse;
Socket.prototype.connect = refuse;

afterEach(() => {
  vi.useRealTimers();
});
