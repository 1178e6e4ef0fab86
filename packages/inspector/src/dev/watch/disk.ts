import { statfsSync } from "node:fs";

/** File systems whose changes by another machine or system raise no events (statfs(2), `f_type`). */
const SILENT: ReadonlyMap<number, string> = new Map([
  [0x01021997, "a disk of Windows in WSL"],
  [0x6969, "a network disk (NFS)"],
  [0x517b, "a network disk (SMB)"],
  [0xfe534d42, "a network disk (SMB)"],
  [0xff534d42, "a network disk (CIFS)"],
  [0x65735546, "a mounted folder (FUSE)"],
  [0x786f4256, "a shared folder of a virtual machine"],
]);

/** Returns the kind of disk on which a folder lies that raises no events; `undefined` for others. */
export function findSilentDisk(
  folder: string,
  typeOf: (folder: string) => number = readType,
): string | undefined {
  return SILENT.get(typeOf(folder));
}

function readType(folder: string): number {
  try {
    return Number(statfsSync(folder).type) >>> 0;
  } catch {
    return 0;
  }
}
