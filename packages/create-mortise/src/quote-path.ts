/** Quotes a path for the shell that is usual on a platform, so that `cd` takes it as it is. */
export function quotePath(path: string, platform: NodeJS.Platform): string {
  const plain = path.startsWith("-") ? `./${path}` : path;
  if (
    /^[\p{L}\p{N}@%+=:,./\\_-]+$/u.test(plain) &&
    (platform === "win32" || !plain.includes("\\"))
  ) {
    return plain;
  }
  if (platform === "win32") return `"${plain}"`;
  return `'${plain.replaceAll("'", "'\\''")}'`;
}
