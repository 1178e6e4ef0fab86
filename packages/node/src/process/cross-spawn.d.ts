declare module "cross-spawn" {
  import type { spawn as spawnProcess } from "node:child_process";

  /** `spawn` of Node, with the commands that Windows needs a shell for. */
  const spawn: typeof spawnProcess;
  export = spawn;
}
