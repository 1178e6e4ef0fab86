import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** The machine, and the namespace in which process ids mean something. */
const HOST = `${hostname()}|${readPidNamespace()}`;

/** Names a process among all that share a database. */
export function nameInstance(unique: string): string {
  return `${HOST}#${process.pid}#${unique}`;
}

/** Returns whether a instance was a process of this machine that has ended. */
export function isGone(instance: string, isOwn: (instance: string) => boolean): boolean {
  const [host, pid] = instance.split("#");
  if (host !== HOST) return false;
  if (Number(pid) === process.pid) return !isOwn(instance);
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function readPidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
