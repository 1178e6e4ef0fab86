import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Replaces a file so that every reader finds the old content or the new one, also after a crash; only
 * the user may read it.
 */
export async function writeFileAtomically(path: string, content: Buffer): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString("hex")}.new`;
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  if (process.platform !== "win32") await syncFolder(dirname(path));
}

/** Makes a renaming last; some file systems cannot, and lose the newest file in a crash at worst. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
